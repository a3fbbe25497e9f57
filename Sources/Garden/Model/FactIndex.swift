import Notebook
import Rendering

/// Which notes' networks really did what.
struct FactIndex: Sendable {
  struct Entry: Sendable {
    var kind: NoteFacts.Kind
    /// As the first note has it.
    var name: String
    var slug: String
    /// Newest first.
    var notes: [(note: Int, places: [String])]
    var page: String { "facts/\(slug).html" }
  }

  /// By kind, then by name.
  private(set) var entries: [Entry] = []

  /// Kinds that have pages; addresses and ports are for the search.
  static let kinds: [NoteFacts.Kind] = [.target, .chain, .command]

  init(_ notes: [NoteCard], newest: [Int]) {
    var found: [String: Entry] = [:]
    for note in newest {
      for fact in notes[note].facts.facts where Self.kinds.contains(fact.kind) {
        let slug = Self.word(fact.kind) + "-" + HeadingIdentifiers.slug(fact.name)
        var entry = found[slug] ?? Entry(kind: fact.kind, name: fact.name, slug: slug, notes: [])
        if let last = entry.notes.indices.last, entry.notes[last].note == note {
          entry.notes[last].places += fact.places
        } else {
          entry.notes.append((note, fact.places))
        }
        found[slug] = entry
      }
    }
    let order = { (kind: NoteFacts.Kind) in Self.kinds.firstIndex(of: kind) ?? 0 }
    entries = found.values.sorted { left, right in
      left.kind == right.kind ? left.slug < right.slug : order(left.kind) < order(right.kind)
    }
  }

  static func word(_ kind: NoteFacts.Kind) -> String {
    switch kind {
    case .address: "address"
    case .port: "port"
    case .chain: "chain"
    case .target: "target"
    case .command: "command"
    }
  }

  /// A sentence for the page's head.
  static func title(_ entry: Entry, _ language: Language) -> String {
    switch entry.kind {
    case .target:
      if FactCollector.translators.contains(entry.name) {
        return language.say(
          "Notes where \(entry.name) rewrote a packet", "\(entry.name) 改写过数据包的笔记")
      }
      if ["DROP", "REJECT"].contains(entry.name) {
        return language.say("Notes where \(entry.name) stopped a packet", "\(entry.name) 拦下过数据包的笔记")
      }
      return language.say("Notes where a packet met \(entry.name)", "数据包命中过 \(entry.name) 的笔记")
    case .chain:
      return language.say("Notes where a packet came through \(entry.name)", "数据包走过 \(entry.name) 的笔记")
    case .command: return language.say("Notes that run \(entry.name)", "执行过 \(entry.name) 的笔记")
    case .address: return language.say("Notes with the address \(entry.name)", "出现过地址 \(entry.name) 的笔记")
    case .port: return language.say("Notes with the port \(entry.name)", "出现过端口 \(entry.name) 的笔记")
    }
  }

  static func heading(_ kind: NoteFacts.Kind, _ language: Language) -> String {
    switch kind {
    case .target: language.say("What rules did to packets", "规则对数据包做了什么")
    case .chain: language.say("Chains that packets came through", "数据包走过的链")
    case .command: language.say("Commands that were run", "执行过的命令")
    case .address: language.say("Addresses", "地址")
    case .port: language.say("Ports", "端口")
    }
  }
}
