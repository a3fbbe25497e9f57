import Lab
import NetLanguage

extension CellResult {
  /// Statements are not kept: whoever reads has the cell's text.
  func store(in writer: inout StoredWriter, of cell: ParsedCell) -> Bool {
    writer(topology)
    writer(failures)
    writer.number(lines.count)
    var statement = 0
    for line in lines {
      while statement < cell.statements.count, cell.statements[statement] != line.statement { statement += 1 }
      guard statement < cell.statements.count else { return false }
      writer(statement)
      line.store(in: &writer)
      statement += 1
    }
    return true
  }

  init(from reader: inout StoredReader, of cell: ParsedCell) throws(StoredDamage) {
    self.init(topology: try reader())
    failures = try reader()
    for _ in 0..<max(0, try reader.number()) {
      let index: Int = try reader()
      guard cell.statements.indices.contains(index), case .console(let line) = cell.statements[index].kind
      else { throw StoredDamage() }
      lines.append(try LineResult(from: &reader, cell.statements[index], line))
    }
  }
}

extension LineResult {
  fileprivate func store(in writer: inout StoredWriter) {
    writer(output)
    writer(exitStatus)
    writer(listings)
    writer(trace)
    writer(isTraceTruncated)
    writer(chains)
    writer(started)
    writer(explanation)
  }

  fileprivate init(
    from reader: inout StoredReader, _ statement: Statement, _ line: ConsoleLine
  ) throws(StoredDamage) {
    self.init(
      statement: statement, line: line, output: try reader(), exitStatus: try reader(),
      listings: try reader(), trace: try reader(), isTraceTruncated: try reader(), chains: try reader(),
      started: try reader())
    explanation = try reader()
  }
}

extension VisitedChain: Storable {
  func store(in writer: inout StoredWriter) {
    writer(node)
    writer(table)
    writer(chain)
    writer(policy)
    writer(rules)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      node: try reader(), table: try reader(), chain: try reader(), policy: try reader(), rules: try reader())
  }
}

extension Failure: Storable {
  func store(in writer: inout StoredWriter) {
    writer(identifier)
    writer(range)
    writer(summary)
    writer(details)
    writer(related)
    writer(explanation)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      try reader(), at: try reader(), try reader(), details: try reader(), related: try reader())
    explanation = try reader()
  }
}

extension Failure.Related: Storable {
  func store(in writer: inout StoredWriter) {
    writer(origin)
    writer(phrase)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(origin: try reader(), try reader())
  }
}

extension Phrase: Storable {
  func store(in writer: inout StoredWriter) {
    writer(english)
    writer(chinese)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) { self.init(try reader(), try reader()) }
}

extension Explanation: Storable {
  func store(in writer: inout StoredWriter) {
    writer(cause)
    writer(reasons)
    writer(lines)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(cause: try reader(), reasons: try reader(), lines: try reader())
  }
}

extension Topology: Storable {
  func store(in writer: inout StoredWriter) {
    writer(nodes)
    writer(links)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init()
    nodes = try reader()
    links = try reader()
  }
}

extension Topology.Node.Kind: Storable {}
extension Topology.Interface.Kind: Storable {}
extension Topology.Link.Kind: Storable {}

extension Topology.Node: Storable {
  func store(in writer: inout StoredWriter) {
    writer(name)
    writer(kind)
    writer(parent)
    writer(image)
    writer(interfaces)
    writer(services)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(name: try reader(), kind: try reader(), parent: try reader(), image: try reader())
    interfaces = try reader()
    services = try reader()
  }
}

extension Topology.Interface: Storable {
  func store(in writer: inout StoredWriter) {
    writer(name)
    writer(kind)
    writer(hardware)
    writer(addresses)
    writer(bridge)
    writer(isUp)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      name: try reader(), kind: try reader(), hardware: try reader(), addresses: try reader(),
      bridge: try reader(), isUp: try reader())
  }
}

extension Topology.Link: Storable {
  func store(in writer: inout StoredWriter) {
    writer(left)
    writer(right)
    writer(kind)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(left: try reader(), right: try reader(), kind: try reader())
  }
}

extension Topology.Link.End: Storable {
  func store(in writer: inout StoredWriter) {
    writer(node)
    writer(interface)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(node: try reader(), interface: try reader())
  }
}
