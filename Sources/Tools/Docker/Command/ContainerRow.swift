import Linux
import Packets
import Simulation

/// A container as `docker ps` shows it (docker/cli, cli/command/formatter/container.go).
struct ContainerRow {
  let fields: [(String, String)]
  let origin: Origin?

  static let headers: [String: String] = [
    "ID": "CONTAINER ID", "Image": "IMAGE", "Command": "COMMAND", "RunningFor": "CREATED",
    "CreatedAt": "CREATED AT",
    "Status": "STATUS", "State": "STATE", "Ports": "PORTS", "Names": "NAMES", "Size": "SIZE",
    "Labels": "LABELS",
    "Mounts": "MOUNTS", "LocalVolumes": "LOCAL VOLUMES", "Networks": "NETWORKS",
  ]

  /// The fields stand in the order of their names, as `json` prints them.
  init(_ container: DockerContainer, _ engine: DockerEngine, truncates: Bool) {
    let now = engine.clock.now
    // Arguments that hold a space are quoted (moby, container/view.go).
    let arguments = container.words.dropFirst().map { $0.contains(" ") ? "'\($0)'" : $0 }
    var command = ((container.words.first.map { [$0] } ?? []) + arguments).joined(separator: " ")
    if truncates, command.count > 20 { command = command.prefix(19) + "…" }
    fields = [
      ("Command", "\"\(command)\""), ("CreatedAt", DockerTime(container.created).listed),
      ("ID", truncates ? container.shortIdentifier : container.identifier),
      ("Image", container.configuration.image),
      (
        "Labels",
        container.configuration.labels.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
      ),
      ("LocalVolumes", String(container.mounts.filter { $0.volume != nil }.count)),
      ("Mounts", Self.mounts(container, truncates: truncates)),
      ("Names", truncates ? container.name : Self.allNames(container, engine)),
      ("Networks", Self.networks(container)),
      ("Ports", Self.ports(container)), ("RunningFor", HumanDuration.text(now - container.created) + " ago"),
      ("Size", "0B (virtual \(container.image.hasShell ? "1.98MB" : "777kB"))"),
      ("State", container.state.word),
      ("Status", Self.status(container, now)),
    ]
    origin = container.origin
  }

  /// Its own name, and those that `--link` gave it.
  private static func allNames(_ container: DockerContainer, _ engine: DockerEngine) -> String {
    var names = [container.name]
    for other in engine.containers {
      for link in engine.links(of: other) where link.target === container {
        names.append("\(other.name)/\(link.alias)")
      }
    }
    return names.sorted().joined(separator: ",")
  }

  private static func mounts(_ container: DockerContainer, truncates: Bool) -> String {
    container.mounts.map { mount in
      var name = ""
      switch mount.source {
      case .volume(let volume): name = volume.name
      case .bind(let path): name = path
      }
      return truncates && name.count > 15 ? name.prefix(14) + "…" : name
    }.joined(separator: ",")
  }

  private static func networks(_ container: DockerContainer) -> String {
    container.endpoints.map { $0.network.name }.sorted().joined(separator: ",")
  }

  private static func status(_ container: DockerContainer, _ now: Nanoseconds) -> String {
    switch container.state {
    case .created: "Created"
    case .running: "Up " + HumanDuration.text(now - (container.started ?? now))
    case .paused: "Up " + HumanDuration.text(now - (container.started ?? now)) + " (Paused)"
    case .exited:
      "Exited (\(container.exitStatus)) " + HumanDuration.text(now - (container.finished ?? now)) + " ago"
    case .restarting:
      "Restarting (\(container.exitStatus)) " + HumanDuration.text(now - (container.finished ?? now)) + " ago"
    }
  }

  private struct Entry {
    var address: String
    var hostPort: UInt16
    var port: ContainerPort
  }

  /// Published and exposed ports, runs of ports in one word (DisplayablePorts).
  private static func ports(_ container: DockerContainer) -> String {
    guard let endpoint = container.gatewayEndpoint, !endpoint.network.isInternal else { return "" }
    let published = endpoint.published.map {
      Entry(address: $0.hostAddress.description, hostPort: $0.hostPort, port: $0.port)
    }
    let exposed = container.exposedPorts.filter { port in !published.contains { $0.port == port } }
    let all = published + exposed.map { Entry(address: "", hostPort: 0, port: $0) }
    let sorted = all.sorted { left, right in
      (left.port.number, left.address, left.hostPort, left.port.transport)
        < (right.port.number, right.address, right.hostPort, right.port.transport)
    }
    var mapped: [String] = []
    var groups: [(address: String, transport: String, first: UInt16, last: UInt16)] = []
    var finished: [String] = []
    func text(_ group: (address: String, transport: String, first: UInt16, last: UInt16)) -> String {
      let range = group.first == group.last ? "\(group.first)" : "\(group.first)-\(group.last)"
      return (group.address.isEmpty ? range : "\(group.address):\(range)->\(range)") + "/" + group.transport
    }
    for entry in sorted {
      let number = entry.port.number
      if !entry.address.isEmpty, entry.hostPort != number {
        mapped.append("\(entry.address):\(entry.hostPort)->\(number)/\(entry.port.transport)")
      } else if let place = groups.firstIndex(where: {
        $0.address == entry.address && $0.transport == entry.port.transport
      }) {
        if number == groups[place].last + 1 {
          groups[place].last = number
        } else {
          finished.append(text(groups[place]))
          groups[place].first = number
          groups[place].last = number
        }
      } else {
        groups.append((entry.address, entry.port.transport, number, number))
      }
    }
    return (finished + groups.map { text($0) } + mapped).joined(separator: ", ")
  }
}

extension DockerContainer.State {
  var word: String {
    switch self {
    case .created: "created"
    case .running: "running"
    case .paused: "paused"
    case .exited: "exited"
    case .restarting: "restarting"
    }
  }
}

/// A moment as Docker writes it.
struct DockerTime {
  private let moment: Nanoseconds

  init(_ moment: Nanoseconds) { self.moment = moment }

  private func format(_ pattern: String) -> String { CalendarTime(moment).formatted(pattern) ?? "" }

  /// RFC 3339 with nanoseconds, zeros at the end left out.
  var precise: String { format("%FT%T") + fraction + "Z" }

  private var fraction: String {
    var digits = format("%N")
    while digits.last == "0" { digits.removeLast() }
    return digits.isEmpty ? "" : "." + digits
  }

  /// RFC 3339 with all nine digits, as `docker logs -t` has it.
  var full: String { format("%FT%T.%N") + "Z" }

  /// As `{{.CreatedAt}}` of `docker ps` shows it.
  var listed: String { format("%F %T") + " +0000 UTC" }
  /// As that of `docker network ls` does.
  var listedPrecisely: String { format("%F %T") + fraction + " +0000 UTC" }

  static let never = "0001-01-01T00:00:00Z"
}
