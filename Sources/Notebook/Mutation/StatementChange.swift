import Lab
import NetLanguage

/// One statement of one cell, altered or left out.
struct StatementChange: Sendable {
  /// The cell's number.
  var cell: Int
  /// The file that the cell includes and the statement is in; nil for the cell itself.
  var file: String?
  /// Its place among the statements of the cell or file.
  var index: Int
  var original: Statement
  /// What stands there instead; nil where the statement is left out.
  var altered: Statement?
  /// In words.
  var text: String

  /// The cell with the change in it.
  func applied(to parsed: ParsedCell) -> ParsedCell {
    var parsed = parsed
    guard parsed.statements.indices.contains(index) else { return parsed }
    if let altered { parsed.statements[index] = altered } else { parsed.statements.remove(at: index) }
    return parsed
  }

  /// What a change gave is held against the note's text as it is: there, the command has not changed.
  func hidden(in result: CellResult) -> CellResult {
    guard let altered, case .console(let line) = original.kind,
      let place = result.lines.firstIndex(where: { $0.statement == altered })
    else { return result }
    var result = result
    result.lines[place].statement = original
    result.lines[place].line = line
    return result
  }
}

extension StatementChange {
  /// Every change that is tried of a cell's statements, in the order of the text.
  static func all(of cell: Int, _ parsed: ParsedCell) -> [StatementChange] {
    parsed.statements.enumerated().flatMap { index, statement in
      alternatives(to: statement).map { kind, text in
        let altered = kind.map { Statement($0, at: statement.range, text: statement.text) }
        return StatementChange(
          cell: cell, file: parsed.file, index: index, original: statement, altered: altered, text: text)
      }
    }
  }

  private typealias Alternative = (kind: Statement.Kind?, text: String)

  static let leftOut = "left out"

  private static func alternatives(to statement: Statement) -> [Alternative] {
    switch statement.kind {
    case .expect: []
    case .console(let line): alternatives(to: line)
    case .host(let host): [(nil, leftOut)] + alternatives(to: host)
    case .link(let link): [(nil, leftOut)] + alternatives(to: link)
    case .image(let name, let service):
      [(nil, leftOut)] + moved(service).map { (.image(name: name, service: $0), $1) }
    case .serve(let node, let service):
      [(nil, leftOut)] + moved(service).map { (.serve(node: node, service: $0), $1) }
    case .switchDeclaration, .serveNames, .serveAddresses: [(nil, leftOut)]
    }
  }

  /// A command is not taken away but does nothing: its prompt stays where transcripts have it.
  private static func alternatives(to line: ConsoleLine) -> [Alternative] {
    var idle = line
    idle.command.value = ":"
    let changes = CommandChange.all(of: line.command.value).map { change -> Alternative in
      var line = line
      line.command.value = change.command
      return (.console(line), change.text)
    }
    return [(.console(idle), leftOut)] + changes
  }

  private static func alternatives(to host: HostDeclaration) -> [Alternative] {
    guard host.forwards else { return [] }
    var host = host
    host.forwards = false
    return [(.host(host), "without forward")]
  }

  private static func alternatives(to link: LinkDeclaration) -> [Alternative] {
    var found: [Alternative] = []
    for side in [\LinkDeclaration.left, \.right] {
      for index in link[keyPath: side].addresses.indices {
        for address in link[keyPath: side].addresses[index].value.neighbours {
          var changed = link
          changed[keyPath: side].addresses[index].value = address
          found.append(
            (.link(changed), "\(link[keyPath: side].addresses[index].value.text) becomes \(address.text)"))
        }
      }
    }
    if let mtu = link.mtu?.value {
      var changed = link
      changed.mtu?.value = mtu - 100
      found.append((.link(changed), "mtu \(mtu) becomes \(mtu - 100)"))
    }
    return found
  }

  private static func moved(_ service: ServiceDeclaration) -> [(ServiceDeclaration, String)] {
    let port = service.port.value
    var changed = service
    changed.port.value = port < 65_535 ? port + 1 : port - 1
    return [(changed, "port \(port) becomes \(changed.port.value)")]
  }
}

extension AddressText {
  /// A near address with the same mask, and the same address with another mask.
  var neighbours: [AddressText] {
    [
      AddressText(bits: AddressChange.next(to: bits, length: 32), length: length),
      AddressText(bits: bits, length: AddressChange.otherLength(than: length)),
    ]
  }

  fileprivate var text: String { AddressChange.text(of: bits) + "/\(length)" }
}
