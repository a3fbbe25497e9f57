import Notebook
import Rendering

extension NoteCard {
  init(from reader: inout StateReader) throws(StateDamage) {
    let (path, page, family) = (try reader.text(), try reader.text(), try reader.text())
    guard let language = Language(rawValue: try reader.text()) else { throw StateDamage() }
    self.init(path: path, page: page, family: family, language: language, title: try reader.text())
    (date, updated) = (try reader.optionalText(), try reader.optionalText())
    tags = try reader.list { (reader) throws(StateDamage) in try reader.text() }
    (summary, excerpt) = (try reader.optionalText(), try reader.text())
    aliases = try reader.list { (reader) throws(StateDamage) in try reader.text() }
    isDraft = try reader.flag()
    headings = try reader.list { (reader) throws(StateDamage) in
      Heading(level: try reader.number(), id: try reader.text(), text: try reader.text())
    }
    anchors = try reader.list { (reader) throws(StateDamage) in try reader.text() }
    references = try reader.list { (reader) throws(StateDamage) in try Reference(from: &reader) }
    facts = NoteFacts(
      try reader.list { (reader) throws(StateDamage) in
        guard let kind = NoteFacts.Kind(rawValue: UInt8(truncatingIfNeeded: try reader.number())) else {
          throw StateDamage()
        }
        return NoteFacts.Fact(
          kind, try reader.text(),
          places: try reader.list { (reader) throws(StateDamage) in try reader.text() })
      })
    content = try reader.fingerprint()
    captures = try reader.list { (reader) throws(StateDamage) in try reader.text() }
    hasMap = try reader.flag()
  }

  func write(to writer: inout StateWriter) {
    for text in [path, page, family, language.rawValue, title] { writer.write(text) }
    writer.write(date)
    writer.write(updated)
    writer.write(tags) { $0.write($1) }
    writer.write(summary)
    writer.write(excerpt)
    writer.write(aliases) { $0.write($1) }
    writer.write(isDraft)
    writer.write(headings) { writer, heading in
      writer.write(heading.level)
      writer.write(heading.id)
      writer.write(heading.text)
    }
    writer.write(anchors) { $0.write($1) }
    writer.write(references) { $1.write(to: &$0) }
    writer.write(facts.facts) { writer, fact in
      writer.write(Int(fact.kind.rawValue))
      writer.write(fact.name)
      writer.write(fact.places) { $0.write($1) }
    }
    writer.write(content)
    writer.write(captures) { $0.write($1) }
    writer.write(hasMap)
  }
}

extension Reference {
  init(from reader: inout StateReader) throws(StateDamage) {
    guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: try reader.number())) else {
      throw StateDamage()
    }
    let target = try reader.text()
    let (heading, label) = (try reader.optionalText(), try reader.optionalText())
    let (words, isBlock) = (try reader.text(), try reader.flag())
    let place = ReferencePlace(
      firstLine: try reader.number(), lastLine: try reader.number(), occurrence: try reader.number())
    self.init(
      kind: kind, target: target, heading: heading, label: label, words: words, isBlock: isBlock, place: place
    )
    if try reader.flag() {
      sentence = Sentence(before: try reader.text(), words: try reader.text(), after: try reader.text())
    }
  }

  func write(to writer: inout StateWriter) {
    writer.write(Int(kind.rawValue))
    writer.write(target)
    writer.write(heading)
    writer.write(label)
    writer.write(words)
    writer.write(isBlock)
    writer.write(place.firstLine)
    writer.write(place.lastLine)
    writer.write(place.occurrence)
    writer.write(sentence != nil)
    if let sentence {
      writer.write(sentence.before)
      writer.write(sentence.words)
      writer.write(sentence.after)
    }
  }
}
