import NetLanguage
import Notebook
import Yams

/// `Site/site.yml`: what the garden is called and who keeps it. Every key has a default.
package struct SiteConfiguration: Hashable, Sendable {
  package var title = "Notes"
  package var description: String?
  /// Where the site will stand, such as `https://example.org/notes/`; for canonical addresses only, since all links
  /// are relative.
  package var baseURL: String?
  /// A BCP 47 tag: the language of the index, and of notes that do not say theirs.
  package var language: String?
  package var author: String?
  /// What stands at the foot of every page.
  package var footer: String?

  /// How many notes stand on the front page, and in the feed.
  package var newest = 15
  package var feed = 20

  package static let keys = [
    "author", "baseURL", "description", "feed", "footer", "lang", "newest", "title",
  ]

  package init() {}

  /// Reads the file's text. Throws every mistake at its place.
  package static func read(_ text: String, path: String) throws(GardenProblems) -> SiteConfiguration {
    var configuration = SiteConfiguration()
    var problems: [GardenProblem] = []
    func report(
      _ identifier: String, _ mark: Mark?, length: Int, _ summary: String, _ suggestion: String? = nil
    ) {
      let start = SourcePosition(line: mark?.line ?? 1, column: mark?.column ?? 1)
      problems.append(
        GardenProblem(
          path: path,
          Diagnostic(
            .error, identifier, at: SourceRange(start: start, length: length), summary, suggestion: suggestion
          )))
    }
    do {
      // What a value is, its key says, so nothing is resolved or constructed.
      guard let root = try Yams.compose(yaml: text, .basic, Constructor([:], [:], [:]), .utf8), !root.isNull
      else { return configuration }
      guard case .mapping(let mapping) = root else {
        report("site-shape", root.mark, length: 1, "the file must be lines of the form key: value")
        throw GardenProblems(problems)
      }
      for (key, value) in mapping {
        let name = key.scalar?.string ?? ""
        guard keys.contains(name) else {
          let near = NetLanguage.nearest(to: name, among: keys)
          report(
            "site-key", key.mark, length: name.count, "the key \(name) means nothing here",
            near.map { "did you mean \($0)?" } ?? "known are " + keys.joined(separator: ", "))
          continue
        }
        guard let text = value.scalar?.string else {
          report("site-type", value.mark, length: 1, "\(name) must be text")
          continue
        }
        if name == "newest" || name == "feed" {
          guard let number = Int(text), (0...1000).contains(number) else {
            report("site-type", value.mark, length: text.count, "\(name) must be a number up to 1000")
            continue
          }
          if name == "newest" { configuration.newest = number } else { configuration.feed = number }
          continue
        }
        if name == "baseURL", !text.hasPrefix("https://"), !text.hasPrefix("http://") {
          report(
            "site-type", value.mark, length: text.count,
            "baseURL must be an address such as https://example.org/")
          continue
        }
        configuration.set(name, text)
      }
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        report("site-yaml", mark, length: 1, "the file is not YAML: \(problem)")
      default: report("site-yaml", nil, length: 1, "the file is not YAML: \(error)")
      }
    } catch let error as GardenProblems {
      throw error
    } catch {
      report("site-yaml", nil, length: 1, "the file is not YAML: \(error)")
    }
    guard problems.isEmpty else { throw GardenProblems(problems) }
    return configuration
  }

  /// Of everything that pages show of it.
  var fingerprint: Fingerprint {
    var print = Fingerprint()
    for text in [title, description, baseURL, language, author, footer] { print.add(text) }
    print.add(newest)
    print.add(feed)
    return print
  }

  private mutating func set(_ key: String, _ text: String) {
    switch key {
    case "title": title = text
    case "description": description = text
    case "baseURL": baseURL = text.hasSuffix("/") ? text : text + "/"
    case "lang": language = text
    case "author": author = text
    case "footer": footer = text
    default: break
    }
  }
}

/// Why a garden cannot be built.
package struct GardenProblems: Error, Hashable, Sendable {
  package var problems: [GardenProblem]
  package init(_ problems: [GardenProblem]) { self.problems = problems }
}
