import Foundation

/// What the search knows of a note: what a reader may search in, and what a result shows.
package struct SearchDocument: Hashable, Sendable {
  /// The page's path in the site.
  package var page: String
  package var title: String
  /// A BCP 47 tag.
  package var language: String
  package var tags: [String]
  /// What the note's executed cells involved.
  package var facts: [Fact]
  package var sections: [Section]

  package struct Fact: Hashable, Sendable {
    /// `kind:value`: `port:8080/tcp`, `chain:DOCKER`. It is looked up without what stands behind the slash.
    package var text: String
    /// The id of the first cell that it is a fact of.
    package var place: String

    package init(_ text: String, place: String = "") { (self.text, self.place) = (text, place) }
  }

  package struct Section: Hashable, Sendable {
    /// The heading's identifier; empty before the first heading.
    package var id: String
    package var heading: String
    /// Blocks, one a line; white space within a block is one space.
    package var text: String

    package init(id: String, heading: String, text: String) {
      (self.id, self.heading, self.text) = (id, heading, text)
    }
  }

  package init(
    page: String, title: String, language: String = "en", tags: [String] = [], facts: [Fact] = [],
    sections: [Section] = []
  ) {
    (self.page, self.title, self.language) = (page, title, language)
    (self.tags, self.facts, self.sections) = (tags, facts, sections)
  }
}
