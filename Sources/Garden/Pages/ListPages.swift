import Foundation
import Notebook
import Rendering

/// The pages that lead to notes: the front page, all notes by time, topics, and what packets met.
struct ListPages: Sendable {
  let model: GardenModel
  let facts: FactIndex
  let context: GardenContext
  let world: Fingerprint
  /// The front page's own words: `index.md`.
  let intro: (@Sendable () -> String)?
  let introKey: Fingerprint?

  /// Long lists are divided.
  static let pageLength = 500
  /// So many topics stand on the front page, the largest, and of each so many notes.
  private static let (topics, topicLength) = (12, 4)

  private var language: Language { context.language }

  var units: [PageUnit] {
    [front, tags] + archive + model.tags.tags.map(tag)
      + (facts.entries.isEmpty ? [] : [factIndex] + facts.entries.map(fact))
      + [missing]
  }

  // MARK: Keys

  /// Everything that a list shows of notes.
  private func key(_ name: String, _ notes: some Sequence<Int>) -> Fingerprint {
    var key = world
    key.add(name)
    for index in notes {
      let note = model.notes[index]
      for text in [note.page, note.title, note.language.rawValue, note.blurb] { key.add(text) }
      key.add(note.date)
      key.add(note.touched)
      for tag in note.tags { key.add(tag) }
      for other in model.translations[index] { key.add(model.notes[other].page) }
      key.add(note.tags.count)
    }
    return key
  }

  // MARK: The front page

  /// Of a note in several languages, the one in the site's language stands for all.
  private func standsForFamily(_ index: Int) -> Bool {
    let note = model.notes[index]
    if note.page == "index.html" { return false }
    let others = model.translations[index]
    if note.language == language { return true }
    return !others.contains { model.notes[$0].language == language || $0 < index }
  }

  private var front: PageUnit {
    let newest = Array(model.tags.newest.lazy.filter(standsForFamily).prefix(context.configuration.newest))
    let largest = model.tags.tags.sorted { left, right in
      left.notes.count == right.notes.count ? left.slug < right.slug : left.notes.count > right.notes.count
    }
    let topics = largest.prefix(Self.topics).map { tag in
      (tag: tag, notes: Array(tag.notes.lazy.filter(standsForFamily).prefix(Self.topicLength)))
    }.filter { !$0.notes.isEmpty }
    var key = self.key("front", newest)
    for topic in topics {
      key.add(topic.tag.name)
      key.add(topic.tag.notes.count)
      key.add(self.key("", topic.notes))
    }
    if let introKey { key.add(introKey) }
    key.add(model.notes.count)
    let hasMoreTopics = largest.count > topics.count
    key.add(hasMoreTopics ? 1 : 0)
    return PageUnit("index.html", key: key) {
      let page = "index.html"
      var values = context.page(
        page, title: context.configuration.title, language: language,
        description: context.configuration.description)
      values["entries"] = newest.map { context.entry($0, in: model, from: page) }
      values["hasEntries"] = !newest.isEmpty
      values["hasMore"] = newest.count < model.notes.count
      values["count"] = model.notes.count
      values["topics"] = topics.map { topic -> TemplateValues in
        [
          "name": topic.tag.name, "href": SitePath.href(topic.tag.page), "count": topic.tag.notes.count,
          "notes": topic.notes.map { context.link(model.notes[$0], from: page) },
        ]
      }
      values["hasTags"] = !topics.isEmpty
      values["hasMoreTopics"] = hasMoreTopics
      if let intro { values["intro"] = intro() }
      return context.theme.render("index", values)
    }
  }

  // MARK: By time

  static func archivePath(_ number: Int) -> String {
    number == 0 ? "archive.html" : "archive-\(number + 1).html"
  }

  private var archive: [PageUnit] {
    let all = model.tags.newest
    let starts = all.isEmpty ? [0] : Array(stride(from: 0, to: all.count, by: Self.pageLength))
    return starts.enumerated().map { number, start in
      let notes = Array(all[start..<min(all.count, start + Self.pageLength)])
      var key = self.key("archive", notes)
      key.add(number)
      key.add(starts.count)
      let path = Self.archivePath(number)
      return PageUnit(path, key: key) {
        var values = context.page(
          path, title: GardenWords.word("archive", language), language: language, description: nil)
        var years: [TemplateValues] = []
        var (year, entries): (String, [TemplateValues]) = ("", [])
        func close() {
          if !entries.isEmpty { years.append(["year": year, "entries": entries]) }
          entries = []
        }
        for index in notes {
          let note = model.notes[index]
          let mine =
            note.touched.isEmpty ? GardenWords.word("undated", language) : String(note.touched.prefix(4))
          if mine != year { close() }
          year = mine
          var entry = context.link(note, from: path)
          if !note.touched.isEmpty { entry["date"] = note.touched }
          entries.append(entry)
        }
        close()
        values["years"] = years
        values["count"] = model.notes.count
        if number > 0 { values["newer"] = Self.archivePath(number - 1) }
        if number + 1 < starts.count { values["older"] = Self.archivePath(number + 1) }
        return context.theme.render("archive", values)
      }
    }
  }

  // MARK: By topic

  private var tags: PageUnit {
    var key = world
    key.add("tags")
    for tag in model.tags.tags {
      key.add(tag.name)
      key.add(tag.notes.count)
    }
    return PageUnit("tags/index.html", key: key) {
      let page = "tags/index.html"
      var values = context.page(
        page, title: GardenWords.word("topics", language), language: language, description: nil)
      values["tags"] = model.tags.tags.map { tag -> TemplateValues in
        [
          "name": tag.name, "href": SitePath.href(SitePath.relative(tag.page, from: page)),
          "count": tag.notes.count,
        ]
      }
      return context.theme.render("tags", values)
    }
  }

  private func tag(_ tag: TagIndex.Tag) -> PageUnit {
    var key = self.key("tag", tag.notes)
    key.add(tag.name)
    return PageUnit(tag.page, key: key) {
      var values = context.page(tag.page, title: tag.name, language: language, description: nil)
      values["entries"] = tag.notes.map { context.entry($0, in: model, from: tag.page) }
      values["count"] = tag.notes.count
      return context.theme.render("tag", values)
    }
  }

  // MARK: By what packets met

  private var factIndex: PageUnit {
    var key = world
    key.add("facts")
    for entry in facts.entries {
      key.add(entry.name)
      key.add(entry.slug)
      key.add(entry.notes.count)
    }
    return PageUnit("facts/index.html", key: key) {
      let page = "facts/index.html"
      var values = context.page(
        page, title: GardenWords.word("facts", language), language: language, description: nil)
      values["kinds"] = FactIndex.kinds.compactMap { kind -> TemplateValues? in
        let mine = facts.entries.filter { $0.kind == kind }
        if mine.isEmpty { return nil }
        return [
          "heading": FactIndex.heading(kind, language),
          "facts": mine.map { entry -> TemplateValues in
            [
              "name": entry.name, "href": SitePath.href(SitePath.relative(entry.page, from: page)),
              "count": entry.notes.count,
            ]
          },
        ]
      }
      return context.theme.render("facts", values)
    }
  }

  private func fact(_ entry: FactIndex.Entry) -> PageUnit {
    var key = self.key("fact", entry.notes.map(\.note))
    key.add(entry.name)
    key.add(entry.slug)
    for note in entry.notes {
      key.add(note.places.count)
      for place in note.places { key.add(place) }
    }
    return PageUnit(entry.page, key: key) {
      var values = context.page(
        entry.page, title: FactIndex.title(entry, language), language: language, description: nil)
      values["entries"] = entry.notes.map { note, places in
        var values = context.entry(note, in: model, from: entry.page)
        let page = SitePath.href(SitePath.relative(model.notes[note].page, from: entry.page))
        values["places"] = places.map { place -> TemplateValues in
          ["name": place, "href": page + "#" + (SafeURL.encoded(place) ?? place)]
        }
        return values
      }
      return context.theme.render("fact", values)
    }
  }

  // MARK: No page

  private var missing: PageUnit {
    var key = world
    key.add("missing")
    return PageUnit("404.html", key: key) {
      let title = language.say("Not found", "找不到页面")
      // A server shows it at any depth: only absolute addresses work there.
      var values = context.page("404.html", title: title, language: language, description: nil)
      if let base = context.configuration.baseURL {
        values["root"] = base
        values["stylesheets"] = context.theme.stylesheets.map { base + SitePath.href($0) }
        values["script"] = base + SitePath.href(context.theme.published("assets/netnote.js"))
        values["icon"] = base + SitePath.href(context.theme.published("assets/icon.svg"))
        values["feed"] = base + "feed.xml"
        values["canonical"] = nil
      }
      return context.theme.render("missing", values)
    }
  }
}
