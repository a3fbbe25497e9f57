import Linux
import Packets
import Simulation

/// `docker network …`
enum DockerNetworkCommands {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "network create", "[OPTIONS] NETWORK", "Create a network",
      flags: """
        attachable aux-address* ~config-from= ~config-only driver/d= gateway* ~ingress internal ip-range* ~ipam-driver= \
        ~ipam-opt* ~ipv6 label* opt/o* ~scope= subnet*
        """, arguments: 1...1, run: create),
    DockerSubcommand(
      "network ls", "[OPTIONS]", "List networks", flags: "filter/f* format= no-trunc quiet/q",
      arguments: 0...0, run: list),
    DockerSubcommand(
      "network rm", "NETWORK [NETWORK...]", "Remove one or more networks", arguments: 1...Int.max, run: remove
    ),
    DockerSubcommand(
      "network prune", "[OPTIONS]", "Remove all unused networks", flags: "filter* force/f", arguments: 0...0,
      run: prune),
    DockerSubcommand(
      "network connect", "[OPTIONS] NETWORK CONTAINER", "Connect a container to a network",
      flags: "alias* ~driver-opt* ip= ~ip6= ~link* ~link-local-ip*", arguments: 2...2, run: connect),
    DockerSubcommand(
      "network disconnect", "[OPTIONS] NETWORK CONTAINER", "Disconnect a container from a network",
      flags: "force/f",
      arguments: 2...2, run: disconnect),
  ]

  private static func create(_ call: DockerCall) throws(Unsimulated) {
    var request = DockerEngine.NetworkRequest()
    request.name = call.arguments[0]
    request.driver = call.flags.text("driver") ?? "bridge"
    request.isInternal = call.flags.has("internal")
    request.isAttachable = call.flags.has("attachable")
    request.options = pairs(call.flags.list("opt"))
    request.labels = pairs(call.flags.list("label"))
    let subnets = call.flags.list("subnet")
    if subnets.count > 1 { throw Unsimulated("docker network create with several subnets") }
    request.subnet = subnets.first
    request.gateway = call.flags.list("gateway").first
    request.range = call.flags.list("ip-range").first
    if let text = request.subnet {
      if text.contains(":") { throw Unsimulated("IPv6") }
      if let range = request.range, let prefix = IPv4Prefix(text), let wanted = IPv4Prefix(range),
        !prefix.contains(wanted.address)
      {
        call.printError("no matching subnet for range \(range)")
        return call.process.exit(1)
      }
      for entry in call.flags.list("aux-address") {
        let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let address = IPv4Address(parts[1]) else {
          throw Unsimulated("docker network create --aux-address \(entry)")
        }
        if let prefix = IPv4Prefix(text), !prefix.contains(address) {
          call.printError("no matching subnet for aux-address \(address)")
          return call.process.exit(1)
        }
        request.auxiliary.append((parts[0], address))
      }
      if let gateway = request.gateway, let prefix = IPv4Prefix(text), let address = IPv4Address(gateway),
        !prefix.contains(address)
      {
        call.printError("no matching subnet for gateway \(gateway)")
        return call.process.exit(1)
      }
    } else if request.gateway != nil || request.range != nil {
      call.printError("every ip-range or gateway must have a corresponding subnet")
      return call.process.exit(1)
    }
    do throws(DockerError) {
      call.print(try call.engine.createNetwork(request).identifier)
      call.process.exit(0)
    } catch {
      try call.fail(error)
    }
  }

  private static func pairs(_ texts: [String]) -> [(key: String, value: String)] {
    texts.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  private static func list(_ call: DockerCall) throws(Unsimulated) {
    var shown = call.engine.networks.sorted { $0.name < $1.name }
    for filter in call.flags.list("filter") {
      let parts = filter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      let value = parts.count > 1 ? parts[1] : ""
      switch parts[0] {
      case "name": shown = shown.filter { $0.name.holds(value) }
      case "driver": shown = shown.filter { $0.driver == value }
      case "id": shown = shown.filter { $0.identifier.hasPrefix(value) }
      case "scope": shown = shown.filter { _ in value == "local" }
      case "type": shown = shown.filter { ($0.isPredefined ? "builtin" : "custom") == value }
      case "label": shown = shown.filter { Self.holds(label: value, $0) }
      case "dangling":
        // Networks that nobody uses; those that are always there count as used. Up to 20.10 the daemon filters a list
        // that does not have the containers yet.
        let wanted = value == "true" || value == "1"
        shown = shown.filter { network in
          let isUsed =
            network.isPredefined || call.words.isModern && network.endpoints.contains { $0.isAttached }
          return isUsed != wanted
        }
      default: return try call.fail(DockerError("Invalid filter '\(parts[0])'"))
      }
    }
    let truncates = !call.flags.has("no-trunc")
    let rows = shown.map { network in
      (
        [
          ("CreatedAt", DockerTime(network.created).listedPrecisely), ("Driver", network.driver),
          ("ID", truncates ? network.shortIdentifier : network.identifier), ("IPv6", "false"),
          ("Internal", network.isInternal ? "true" : "false"),
          ("Labels", network.labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")),
          ("Name", network.name),
          ("Scope", "local"),
        ], network.origin
      )
    }
    try FormattedList(
      kind: "networks", columns: ["ID", "Name", "Driver", "Scope"],
      headers: [
        "ID": "NETWORK ID", "Name": "NAME", "Driver": "DRIVER", "Scope": "SCOPE", "IPv6": "IPV6",
        "Internal": "INTERNAL", "Labels": "LABELS", "CreatedAt": "CREATED AT",
      ], typeName: "*network.networkContext", rows: rows
    ).print(call, quietField: "ID")
  }

  /// `KEY` or `KEY=VALUE`.
  private static func holds(label: String, _ network: DockerNetwork) -> Bool {
    network.labels.contains { label == $0.key || label == "\($0.key)=\($0.value)" }
  }

  private static func remove(_ call: DockerCall) throws(Unsimulated) {
    var status = 0
    for name in call.arguments {
      do throws(DockerError) {
        try call.engine.removeNetwork(name)
        call.print(name)
      } catch {
        if error.kind == .notFound, !call.words.isModern {
          call.printError("Error: \(error.text)")
        } else {
          let text = error.kind == .notFound ? "network \(name) not found" : error.text
          call.printError("Error response from daemon: \(text)")
        }
        status = 1
      }
    }
    call.process.exit(status)
  }

  private static func prune(_ call: DockerCall) throws(Unsimulated) {
    guard call.flags.has("force") else {
      throw Unsimulated("docker network prune without -f: nobody answers its question")
    }
    var labels: [String] = []
    for filter in call.flags.list("filter") {
      guard filter.hasPrefix("label=") else { throw Unsimulated("docker network prune --filter \(filter)") }
      labels.append(String(filter.dropFirst(6)))
    }
    let unused = call.engine.networks.filter { network in
      network.isUserDefined && labels.allSatisfy { Self.holds(label: $0, network) }
        && !call.engine.containers.contains { $0.endpoint(on: network) != nil && $0.isRunning }
    }
    if !unused.isEmpty {
      call.print("Deleted Networks:")
      for network in unused {
        call.engine.delete(network)
        call.print(network.name)
      }
      call.print("")
    }
    call.process.exit(0)
  }

  private static func connect(_ call: DockerCall) throws(Unsimulated) {
    do throws(DockerError) {
      let container = try call.engine.container(call.arguments[1])
      var address: IPv4Address?
      if let text = call.flags.text("ip") {
        address = IPv4Address(text)
        guard address != nil else { throw DockerError("invalid IPv4 address: \(text)") }
      }
      try call.engine.connect(
        container, to: call.arguments[0], aliases: call.flags.list("alias"), address: address)
      call.process.exit(0)
    } catch {
      try call.fail(error)
    }
  }

  private static func disconnect(_ call: DockerCall) throws(Unsimulated) {
    do throws(DockerError) {
      guard let network = call.engine.network(call.arguments[0]) else {
        if call.engine.containers.contains(where: { $0.name == call.arguments[1] }) {
          throw DockerError("network \(call.arguments[0]) not found")
        }
        throw .noSuchContainer(call.arguments[1])
      }
      try call.engine.disconnect(call.arguments[1], from: network, force: call.flags.has("force"))
      call.process.exit(0)
    } catch {
      try call.fail(error)
    }
  }
}
