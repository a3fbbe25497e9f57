/// Services of a compose file.
extension ComposeReader {
  /// What the file may say of a service that has nothing to do with its network, and changes nothing here.
  private static let withoutEffect: Set<String> = [
    "labels", "logging", "tty", "stdin_open", "init", "stop_grace_period", "stop_signal", "pull_policy",
    "profiles",
    "shm_size", "ulimits", "mem_limit", "cpus", "annotations", "attach", "platform", "read_only",
    "security_opt",
  ]
  private static let unsimulated: Set<String> = [
    "build", "volumes", "secrets", "configs", "env_file", "extends", "healthcheck", "devices", "tmpfs",
    "user", "pid",
    "ipc", "gpus", "scale",
  ]

  func service(_ entry: YAMLNode.Entry) throws(ComposeProblem) -> ComposeFile.Service {
    var service = ComposeFile.Service(name: entry.key)
    let place = "services.\(entry.key)"
    guard case .mapping(let items) = entry.value else { throw mustBe("a mapping", at: place) }
    for item in items { try read(item, place, into: &service) }
    guard !service.image.isEmpty else {
      throw ComposeProblem(
        text:
          "service \"\(service.name)\" has neither an image nor a build context specified: invalid compose project"
      )
    }
    if service.networkMode != nil, !service.attachments.isEmpty {
      throw ComposeProblem(
        text:
          "service \(service.name) declares mutually exclusive `network_mode` and `networks`: invalid compose project"
      )
    }
    return service
  }

  private func read(
    _ item: YAMLNode.Entry, _ place: String, into service: inout ComposeFile.Service
  ) throws(ComposeProblem) {
    let here = place + "." + item.key
    func add(_ flag: String, _ values: [String]) { for value in values { service.flags += [flag, value] } }
    switch item.key {
    case "image": service.image = try word(item.value, here)
    case "container_name": service.containerName = try word(item.value, here)
    case "hostname": add("--hostname", [try word(item.value, here)])
    case "domainname": add("--domainname", [try word(item.value, here)])
    case "mac_address": add("--mac-address", [try word(item.value, here)])
    case "working_dir": add("--workdir", [try word(item.value, here)])
    case "restart": add("--restart", [try word(item.value, here)])
    case "privileged": if try isOn(item.value, here) { service.flags.append("--privileged") }
    case "environment": add("--env", try pairs(item.value, here))
    case "sysctls": add("--sysctl", try pairs(item.value, here))
    case "extra_hosts": add("--add-host", try hosts(item.value, here))
    case "dns": add("--dns", try words(item.value, here))
    case "dns_search": add("--dns-search", try words(item.value, here))
    case "dns_opt": add("--dns-opt", try words(item.value, here))
    case "cap_add": add("--cap-add", try words(item.value, here))
    case "cap_drop": add("--cap-drop", try words(item.value, here))
    case "expose": add("--expose", try words(item.value, here))
    case "ports": add("--publish", try ports(item.value, here))
    case "command": service.command = try command(item.value, here)
    case "entrypoint": add("--entrypoint", [try entrypoint(item.value, here)])
    case "network_mode": try readMode(try word(item.value, here), into: &service)
    case "networks": service.attachments = try attachments(item.value, here)
    case "depends_on": service.dependencies += try dependencies(item.value, here)
    case "links": throw ComposeProblem.unsimulated("links of compose files: services find each other by name")
    case "deploy": service.replicas = try replicas(item.value, here)
    default:
      if Self.unsimulated.contains(item.key) { throw .unsimulated("\(item.key) of compose files") }
      guard Self.withoutEffect.contains(item.key) || item.key.hasPrefix("x-") else {
        throw additional(item.key, at: place)
      }
    }
  }

  /// `host:address` and `host=address`, both are written.
  private func hosts(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> [String] {
    try pairs(node, place, separator: ":").map { host in
      guard let sign = host.firstIndex(of: "=") else { return host }
      return host[..<sign] + ":" + host[host.index(after: sign)...]
    }
  }

  /// Short and long forms as `-p` has them.
  private func ports(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> [String] {
    guard case .sequence(let items) = node else { throw mustBe("a list", at: place) }
    var ports: [String] = []
    for item in items {
      guard case .mapping = item else {
        ports.append(try word(item, place))
        continue
      }
      try checkKeys(
        item, at: place,
        allowed: ["target", "published", "host_ip", "protocol", "mode", "name", "app_protocol"])
      guard let target = item["target"] else { throw mustBe("given a target", at: place) }
      var text = ""
      if let address = item["host_ip"] { text += try word(address, place) + ":" }
      if let published = item["published"] {
        text += try word(published, place) + ":"
      } else if !text.isEmpty {
        text += ":"
      }
      text += try word(target, place)
      if let proto = item["protocol"] { text += "/" + (try word(proto, place)) }
      ports.append(text)
    }
    return ports
  }

  /// A text is split as a shell would split it; a list is taken as it is.
  private func command(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> [String] {
    guard case .scalar = node else { return try words(node, place) }
    return ComposeWords.split(try word(node, place))
  }

  private func entrypoint(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> String {
    let words = try command(node, place)
    guard words.count == 1 else { throw .unsimulated("an entrypoint of several words in compose files") }
    return words[0]
  }

  private func readMode(_ mode: String, into service: inout ComposeFile.Service) throws(ComposeProblem) {
    service.networkMode = mode
    if mode.hasPrefix("service:") { service.dependencies.append(String(mode.dropFirst(8))) }
  }

  private func attachments(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> [ComposeFile
    .Attachment]
  {
    guard case .mapping(let entries) = node else {
      return try words(node, place).sorted().map { ComposeFile.Attachment(network: $0) }
    }
    var attachments: [ComposeFile.Attachment] = []
    for entry in entries {
      var attachment = ComposeFile.Attachment(network: entry.key)
      if entry.value != .null {
        try checkKeys(
          entry.value, at: place + "." + entry.key,
          allowed: [
            "aliases", "ipv4_address", "ipv6_address", "link_local_ips", "mac_address", "priority",
            "driver_opts",
          ])
        for item in entry.value.entries {
          switch item.key {
          case "aliases": attachment.aliases = try words(item.value, place)
          case "ipv4_address": attachment.address = try word(item.value, place)
          case "priority": attachment.priority = Int(try word(item.value, place)) ?? 0
          default: throw .unsimulated("\(item.key) of a service's network in compose files")
          }
        }
      }
      attachments.append(attachment)
    }
    return attachments.sorted { ($1.priority, $0.network) < ($0.priority, $1.network) }
  }

  private func dependencies(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> [String] {
    guard case .mapping(let entries) = node else { return try words(node, place) }
    for entry in entries {
      var condition = "service_started"
      if let given = entry.value["condition"] { condition = try word(given, place) }
      if condition != "service_started" { throw .unsimulated("depends_on with condition \(condition)") }
    }
    return entries.map { $0.key }
  }

  private func replicas(_ node: YAMLNode, _ place: String) throws(ComposeProblem) -> Int {
    guard let value = node["replicas"] else { return 1 }
    guard let count = Int(try word(value, place)), (0...100).contains(count) else {
      throw mustBe("an integer", at: place + ".replicas")
    }
    return count
  }
}

/// Words of a command that is written as one text (shlex): quotes and backslashes, no more.
enum ComposeWords {
  static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isWord = false
    var quote: Character?
    var rest = Substring(text)
    while let character = rest.popFirst() {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\"" || character == "'" {
        (quote, isWord) = (character, true)
      } else if character == "\\", let next = rest.popFirst() {
        word.append(next)
        isWord = true
      } else if character == " " || character == "\n" {
        if isWord { words.append(word) }
        (word, isWord) = ("", false)
      } else {
        word.append(character)
        isWord = true
      }
    }
    if isWord { words.append(word) }
    return words
  }
}
