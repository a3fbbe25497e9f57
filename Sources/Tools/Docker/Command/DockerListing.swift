import Linux
import Simulation

/// `docker ps`.
enum DockerListing {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "ps", "[OPTIONS]", "List containers",
      flags: "all/a filter/f* format= last/n# latest/l no-trunc quiet/q size/s", arguments: 0...0,
      run: containers)
  ]

  // MARK: - Containers

  private static func containers(_ call: DockerCall) throws(Unsimulated) {
    var shown: [DockerContainer] = []
    do throws(DockerError) {
      shown = try select(call)
    } catch {
      return try call.fail(error)
    }
    let rows = shown.map { ContainerRow($0, call.engine, truncates: !call.flags.has("no-trunc")) }
    var columns = ["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"]
    if call.flags.has("size") { columns.append("Size") }
    try FormattedList(
      kind: "containers", columns: columns, headers: ContainerRow.headers,
      typeName: "*formatter.ContainerContext",
      rows: rows.map { ($0.fields, $0.origin) }
    ).print(call, quietField: "ID")
  }

  private static func select(_ call: DockerCall) throws(DockerError) -> [DockerContainer] {
    var all = Array(call.engine.containers.reversed())
    var filters: [(key: String, value: String)] = []
    for filter in call.flags.list("filter") {
      let parts = filter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      guard parts.count == 2 else { continue }
      guard
        Self.keys.contains(parts[0])
      else {
        if ["volume", "health", "isolation", "is-task"].contains(parts[0]) {
          throw .unsimulated("docker ps --filter \(parts[0])")
        }
        throw DockerError("Invalid filter '\(parts[0])'")
      }
      if parts[0] == "status", !Self.states.contains(parts[1]) {
        throw DockerError("Invalid filter 'status=\(parts[1])'")
      }
      filters.append((parts[0], parts[1]))
    }
    let last = call.flags.has("latest") ? 1 : call.flags.text("last").flatMap { Int($0) } ?? -1
    let showsAll =
      call.flags.has("all") || last > 0 || filters.contains { $0.key == "status" || $0.key == "exited" }
    if !showsAll { all = all.filter { $0.isRunning } }
    // Filters of one kind are alternatives, different kinds must all hold.
    for key in Set(filters.map { $0.key }).sorted() {
      let values = filters.filter { $0.key == key }.map { $0.value }
      all = all.filter { container in values.contains { holds(key, $0, container, call.engine) } }
    }
    return last > 0 ? Array(all.prefix(last)) : all
  }

  private static let keys: Set<String> = [
    "name", "id", "status", "exited", "network", "label", "ancestor", "publish", "expose", "before", "since",
  ]
  private static let states: Set<String> = [
    "created", "restarting", "removing", "running", "paused", "exited", "dead",
  ]

  private static func holds(
    _ key: String, _ value: String, _ container: DockerContainer, _ engine: DockerEngine
  ) -> Bool {
    switch key {
    case "name":
      let wanted = value.hasPrefix("^") ? value.dropFirst() : value[...]
      let plain = wanted.hasPrefix("/") ? wanted.dropFirst() : wanted
      if value.hasPrefix("^"), plain.hasSuffix("$") { return container.name == plain.dropLast() }
      if value.hasPrefix("^") { return container.name.hasPrefix(plain) }
      return plain.hasSuffix("$") ? container.name.hasSuffix(plain.dropLast()) : container.name.holds(plain)
    case "id": return container.identifier.hasPrefix(value)
    case "before", "since":
      let all = engine.containers
      guard let own = all.firstIndex(where: { $0 === container }),
        let other = all.firstIndex(where: { $0.name == value || $0.identifier.hasPrefix(value) })
      else { return false }
      return key == "before" ? own < other : own > other
    case "status": return container.state.word == value
    case "exited": return container.state == .exited && String(container.exitStatus) == value
    case "network":
      return container.endpoints.contains {
        $0.network.name == value || $0.network.identifier.hasPrefix(value)
      }
    case "ancestor": return container.image.name == value || container.image.name + ":latest" == value
    case "label":
      return container.configuration.labels.contains { value == $0.key || value == "\($0.key)=\($0.value)" }
    case "publish":
      return (container.gatewayEndpoint?.published ?? []).contains {
        value == String($0.hostPort) || value == "\($0.hostPort)/\($0.port.transport)"
      }
    default: return container.exposedPorts.contains { value == String($0.number) || value == $0.text }
    }
  }
}

/// A list that prints as a table, by a template, or as identifiers only.
struct FormattedList {
  let kind: String
  let columns: [String]
  let headers: [String: String]
  let typeName: String
  let rows: [([(String, String)], Origin?)]

  func print(_ call: DockerCall, quietField: String) throws(Unsimulated) {
    func cell(_ row: [(String, String)], _ name: String) -> String { row.first { $0.0 == name }?.1 ?? "" }
    let listing = Listing(
      kind: kind, columns: columns.map { headers[$0] ?? $0.uppercased() },
      rows: rows.map { row in Listing.Row(columns.map { cell(row.0, $0) }, origin: row.1) })
    if call.flags.has("quiet"), call.flags.text("format") == nil {
      for row in rows { call.print(cell(row.0, quietField)) }
      return call.process.exit(0)
    }
    if let format = call.flags.text("format"), format != "table" { return try printFormatted(call, format) }
    var table = TextTable(header: listing.columns)
    for row in listing.rows { table.add(row.cells) }
    call.process.write(table.text)
    call.process.list(listing)
    call.process.exit(0)
  }

  private func printFormatted(_ call: DockerCall, _ format: String) throws(Unsimulated) {
    let isTable = format.hasPrefix("table ")
    var source = isTable ? String(format.dropFirst(6)) : format
    // The command line's \t and \n (templates.NewBasicFormatter).
    source = source.replacing(["\\t": "\t", "\\n": "\n"])
    do throws(TemplateError) {
      let template = try Template(source)
      var lines: [String] = []
      if isTable {
        let titles = rows.first?.0.map { $0.0 } ?? headers.keys.sorted()
        let header = GoObject(map: titles.map { ($0, .string(headers[$0] ?? $0.uppercased())) })
        lines.append(try template.execute(.object(header)))
      }
      for row in rows {
        let object = GoObject(typeName, isPointer: true, row.0.map { ($0.0, .string($0.1)) })
        lines.append(try template.execute(.object(object)))
      }
      if isTable {
        var table = TextTable()
        for line in lines {
          table.add(line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
        }
        call.process.write(table.text)
      } else {
        for line in lines { call.print(line) }
      }
      call.process.exit(0)
    } catch {
      if let missing = error.unsimulated { throw Unsimulated(missing) }
      let isParsing = !error.text.holds("executing")
      if isParsing, kind == "containers" {
        // The client reads the template once before, to see whether it needs the sizes.
        call.printError("failed to parse template: \(error.text)")
        return call.process.exit(1)
      }
      call.printError(
        isParsing ? "Template parsing error: \(error.text)" : "failed to execute template: \(error.text)")
      call.process.exit(isParsing ? 64 : 1)
    }
  }
}

extension String {
  fileprivate func replacing(_ pairs: [String: String]) -> String {
    var result = ""
    var rest = self[...]
    while let character = rest.first {
      if let replacement = pairs[String(rest.prefix(2))] {
        result += replacement
        rest = rest.dropFirst(2)
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
