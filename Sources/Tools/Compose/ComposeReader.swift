/// Reads a compose file, checking it against what the specification allows.
struct ComposeReader {
  private let path: String
  /// For `${NAME}` in values.
  private let environment: [String: String]

  init(path: String, environment: [String: String]) {
    (self.path, self.environment) = (path, environment)
  }

  func read(_ text: String) throws(ComposeProblem) -> ComposeFile {
    let root: YAMLNode
    do throws(YAMLProblem) {
      root = try YAMLParser.parse(text)
    } catch {
      if error.isUnsupported { throw .unsimulated("\(error.text) in compose files (\(path):\(error.line))") }
      throw ComposeProblem(text: "yaml: line \(error.line): \(error.text)")
    }
    guard case .mapping = root else { throw ComposeProblem(text: "empty compose file") }
    try check(
      root, at: "(root)",
      allowed: ["name", "version", "services", "networks", "volumes", "secrets", "configs"])
    for key in ["volumes", "secrets", "configs"] where root[key] != nil && root[key] != .null {
      throw .unsimulated("\(key) of compose files: a container here has a network, not a disk")
    }
    var file = ComposeFile()
    if let name = root["name"] { file.projectName = try word(name, "name") }
    for entry in root["networks"]?.entries ?? [] { file.networks.append(try network(entry)) }
    for entry in root["services"]?.entries ?? [] { file.services.append(try service(entry)) }
    file.services.sort { $0.name < $1.name }
    if file.services.isEmpty { throw ComposeProblem(text: "no service selected") }
    try complete(&file)
    return file
  }

  // MARK: - Checks

  private func invalid(_ place: String, _ text: String) -> ComposeProblem {
    ComposeProblem(text: "validating \(path): \(place) \(text)")
  }

  private func check(_ node: YAMLNode, at place: String, allowed: [String]) throws(ComposeProblem) {
    guard case .mapping(let entries) = node else { throw invalid(place, "must be a mapping") }
    for entry in entries where !allowed.contains(entry.key) && !entry.key.hasPrefix("x-") {
      throw invalid(place, "Additional property \(entry.key) is not allowed")
    }
  }

  /// The network's name as the engine knows it, services that name what is not there, networks that nobody declared.
  private func complete(_ file: inout ComposeFile) throws(ComposeProblem) {
    if file.services.contains(where: { $0.networkMode == nil && $0.attachments.isEmpty }),
      !file.networks.contains(where: { $0.key == "default" })
    {
      file.networks.append(ComposeFile.Network(key: "default"))
    }
    for index in file.services.indices {
      if file.services[index].networkMode == nil, file.services[index].attachments.isEmpty {
        file.services[index].attachments = [ComposeFile.Attachment(network: "default")]
      }
      let service = file.services[index]
      for attachment in service.attachments
      where !file.networks.contains(where: { $0.key == attachment.network }) {
        if attachment.network == "default" {
          file.networks.append(ComposeFile.Network(key: "default"))
        } else {
          throw ComposeProblem(
            text:
              "service \"\(service.name)\" refers to undefined network \(attachment.network): invalid compose project"
          )
        }
      }
      for other in service.dependencies where !file.services.contains(where: { $0.name == other }) {
        throw ComposeProblem(
          text:
            "service \"\(service.name)\" depends on undefined service \"\(other)\": invalid compose project")
      }
    }
  }

  // MARK: - Networks

  private func network(_ entry: YAMLNode.Entry) throws(ComposeProblem) -> ComposeFile.Network {
    var network = ComposeFile.Network(key: entry.key)
    guard entry.value != .null else { return network }
    let place = "networks.\(entry.key)"
    try check(
      entry.value, at: place,
      allowed: [
        "name", "driver", "driver_opts", "ipam", "internal", "external", "attachable", "labels",
        "enable_ipv6",
      ])
    for item in entry.value.entries {
      switch item.key {
      case "name": network.name = try word(item.value, place + ".name")
      case "driver": network.driver = try word(item.value, place + ".driver")
      case "driver_opts": network.options = try pairs(item.value, place + ".driver_opts")
      case "internal": network.isInternal = try isOn(item.value, place + ".internal")
      case "attachable": network.isAttachable = try isOn(item.value, place + ".attachable")
      case "external":
        if case .mapping = item.value {
          network.isExternal = true
          if let name = item.value["name"] { network.name = try word(name, place) }
        } else {
          network.isExternal = try isOn(item.value, place + ".external")
        }
      case "ipam": try readPools(item.value, place + ".ipam", into: &network)
      case "enable_ipv6": if try isOn(item.value, place) { throw .unsimulated("IPv6") }
      default: break
      }
    }
    return network
  }

  private func readPools(
    _ node: YAMLNode, _ place: String, into network: inout ComposeFile.Network
  ) throws(ComposeProblem) {
    try check(node, at: place, allowed: ["driver", "config", "options"])
    guard case .sequence(let pools)? = node["config"] else { return }
    if pools.count > 1 { throw .unsimulated("networks with several subnets") }
    for item in pools.first?.entries ?? [] {
      let value = try word(item.value, place + ".config")
      switch item.key {
      case "subnet": network.subnet = value
      case "gateway": network.gateway = value
      case "ip_range": network.range = value
      case "aux_addresses": throw .unsimulated("aux_addresses of compose files")
      default: throw invalid(place + ".config.0", "Additional property \(item.key) is not allowed")
      }
    }
  }

  // MARK: - Values

  /// A number, a word or a text, with variables replaced.
  func word(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> String {
    guard let text = node.text else { throw invalid(place, "must be a string") }
    return try ComposeInterpolation.replaced(text, environment)
  }

  func isOn(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> Bool {
    switch try word(node, place) {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw invalid(place, "must be a boolean")
    }
  }

  /// A list of words; one word alone counts as a list.
  func words(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> [String] {
    switch node {
    case .null: return []
    case .scalar: return [try word(node, place)]
    case .sequence(let items):
      var words: [String] = []
      for item in items { words.append(try word(item, place)) }
      return words
    case .mapping: throw invalid(place, "must be a list")
    }
  }

  /// `KEY=VALUE` for each entry of a mapping or a list.
  func pairs(_ node: YAMLNode, _ place: String, separator: String = "=") throws(ComposeProblem) -> [String] {
    guard case .mapping(let entries) = node else { return try words(node, place) }
    var pairs: [String] = []
    for entry in entries {
      pairs.append(entry.key + separator + (entry.value == .null ? "" : try word(entry.value, place)))
    }
    return pairs
  }

  func additional(_ key: String, at place: String) -> ComposeProblem {
    invalid(place, "Additional property \(key) is not allowed")
  }
  func mustBe(_ what: String, at place: String) -> ComposeProblem { invalid(place, "must be \(what)") }
  func checkKeys(_ node: YAMLNode, at place: String, allowed: [String]) throws(ComposeProblem) {
    try check(node, at: place, allowed: allowed)
  }
}

/// `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `$$` (compose-spec, interpolation).
enum ComposeInterpolation {
  static func replaced(_ text: String, _ environment: [String: String]) throws(ComposeProblem) -> String {
    guard text.contains("$") else { return text }
    var result = ""
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "$" else {
        result.append(character)
        continue
      }
      if rest.first == "$" {
        result.append("$")
        rest.removeFirst()
      } else if rest.first == "{" {
        guard let end = rest.firstIndex(of: "}") else {
          throw ComposeProblem(text: "invalid interpolation format: \"\(text)\"")
        }
        result += try value(of: rest[rest.index(after: rest.startIndex)..<end], environment)
        rest = rest[rest.index(after: end)...]
      } else {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest.dropFirst(name.count)
        result += environment[String(name)] ?? ""
      }
    }
    return result
  }

  private static func value(
    of expression: Substring, _ environment: [String: String]
  ) throws(ComposeProblem) -> String {
    let name = expression.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let operation = expression.dropFirst(name.count)
    let value = environment[String(name)]
    if operation.isEmpty { return value ?? "" }
    if operation.hasPrefix(":-") {
      if let value, !value.isEmpty { return value }
      return String(operation.dropFirst(2))
    }
    if operation.hasPrefix("-") { return value ?? String(operation.dropFirst()) }
    throw .unsimulated("${\(expression)} in compose files")
  }
}
