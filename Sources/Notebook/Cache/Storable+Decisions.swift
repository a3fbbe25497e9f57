import Simulation

extension RuleVisit: Storable {
  func store(in writer: inout StoredWriter) {
    writer(hook)
    writer(table)
    writer(chain)
    writer(number)
    writer(text)
    writer(verdict)
    writer(mismatch)
    writer(origin)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      hook: try reader(), table: try reader(), chain: try reader(), number: try reader(), text: try reader(),
      verdict: try reader(), mismatch: try reader(), origin: try reader())
  }
}

extension RuleVisit.Mismatch: Storable {
  func store(in writer: inout StoredWriter) {
    writer(condition)
    writer(found)
    writer(unmet)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(condition: try reader(), found: try reader(), unmet: try reader())
  }
}

extension Translation: Storable {
  func store(in writer: inout StoredWriter) {
    writer(manipulation == .source)
    writer(hook)
    switch author {
    case .connectionTracking: writer(false)
    case .rule(let chain, let number):
      writer(true)
      writer(chain)
      writer(number)
    }
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    let manipulation = try reader() as Bool ? Manipulation.source : .destination
    let hook: Hook = try reader()
    let author: Author =
      try reader() as Bool ? .rule(chain: try reader(), number: try reader()) : .connectionTracking
    self.init(manipulation: manipulation, author: author, hook: hook)
  }
}

extension RouteDecision: Storable {
  private static let kinds: [Kind] = [.local, .forward, .output, .broadcast]

  func store(in writer: inout StoredWriter) {
    switch kind {
    case .local: writer.byte(0)
    case .forward: writer.byte(1)
    case .output: writer.byte(2)
    case .broadcast: writer.byte(3)
    }
    writer(route)
    writer(table)
    writer(interface)
    writer(nextHop)
    writer(origin)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    let kind = Int(try reader.byte())
    guard Self.kinds.indices.contains(kind) else { throw StoredDamage() }
    self.init(
      kind: Self.kinds[kind], route: try reader(), table: try reader(), interface: try reader(),
      nextHop: try reader(), origin: try reader())
  }
}

extension Listing: Storable {
  func store(in writer: inout StoredWriter) {
    writer(kind)
    writer(title)
    writer(columns)
    writer(rows)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(kind: try reader(), title: try reader(), columns: try reader(), rows: try reader())
  }
}

extension Listing.Row: Storable {
  func store(in writer: inout StoredWriter) {
    writer(cells)
    writer(origin)
    writer(rule)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(try reader(), origin: try reader(), rule: try reader())
  }
}
