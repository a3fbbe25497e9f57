import Linux
import Packets
import Simulation

/// `docker inspect`, `docker network inspect`, `docker image inspect`.
enum DockerInspect {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "inspect", "[OPTIONS] NAME|ID [NAME|ID...]", "Return low-level information on Docker objects",
      flags: "format/f= size/s type=", arguments: 1...Int.max, run: any),
    DockerSubcommand(
      "container inspect", "[OPTIONS] CONTAINER [CONTAINER...]",
      "Display detailed information on one or more containers",
      flags: "format/f= size/s", arguments: 1...Int.max, run: containers),
    DockerSubcommand(
      "network inspect", "[OPTIONS] NETWORK [NETWORK...]",
      "Display detailed information on one or more networks",
      flags: "format/f= verbose/v", arguments: 1...Int.max, run: networks),
    DockerSubcommand(
      "image inspect", "[OPTIONS] IMAGE [IMAGE...]", "Display detailed information on one or more images",
      flags: "format/f=", arguments: 1...Int.max,
      run: images),
  ]

  private static func any(_ call: DockerCall) throws(Unsimulated) {
    switch call.flags.text("type") {
    case nil, "": break
    case "container": return try containers(call)
    case "network": return try networks(call)
    case "image": return try images(call)
    case "volume": return try volumes(call)
    case "node", "secret", "service", "task", "plugin", "config":
      throw Unsimulated("docker inspect --type \(call.flags.text("type") ?? "")")
    case let kind:
      call.printError("\"\(kind ?? "")\" is not a valid value for --type")
      return call.process.exit(1)
    }
    let missing = call.words.isModern ? "error: no such object" : "Error: No such object"
    try inspect(call, missing: { "\(missing): \($0)" }) { (name) throws(Unsimulated) in
      if let value = container(name, call) { return value }
      if let image = call.engine.image(name) { return ImageValue.make(image, call.engine) }
      if let network = call.engine.network(name) { return NetworkValue.make(network) }
      return call.engine.volume(name).map { VolumeValue.make($0) }
    }
  }

  private static func containers(_ call: DockerCall) throws(Unsimulated) {
    let prefix = call.words.missingPrefix
    try inspect(call, missing: { "\(prefix)No such container: \($0)" }) { (name) throws(Unsimulated) in
      container(name, call)
    }
  }

  private static func networks(_ call: DockerCall) throws(Unsimulated) {
    let isModern = call.words.isModern
    try inspect(
      call,
      missing: {
        isModern ? "Error response from daemon: network \($0) not found" : "Error: No such network: \($0)"
      }
    ) { (name) throws(Unsimulated) in
      call.engine.network(name).map { NetworkValue.make($0) }
    }
  }

  static func volumes(_ call: DockerCall) throws(Unsimulated) {
    let isModern = call.words.isModern
    try inspect(
      call,
      missing: {
        isModern
          ? "Error response from daemon: get \($0): no such volume" : "Error: No such volume: \($0)"
      }
    ) { (name) throws(Unsimulated) in
      call.engine.volume(name).map { VolumeValue.make($0) }
    }
  }

  private static func images(_ call: DockerCall) throws(Unsimulated) {
    let prefix = call.words.missingPrefix
    try inspect(call, missing: { "\(prefix)No such image: \($0)" }) { (name) throws(Unsimulated) in
      call.engine.image(name).map { ImageValue.make($0, call.engine) }
    }
  }

  private static func container(_ name: String, _ call: DockerCall) -> GoValue? {
    do throws(DockerError) {
      return ContainerValue(try call.engine.container(name), call.engine).make(
        showsSize: call.flags.has("size"))
    } catch {
      return nil
    }
  }

  private static func inspect(
    _ call: DockerCall, missing: (String) -> String, _ find: (String) throws(Unsimulated) -> GoValue?
  ) throws(Unsimulated) {
    var values: [GoValue] = []
    var problems: [String] = []
    for name in call.arguments {
      if let value = try find(name) { values.append(value) } else { problems.append(missing(name)) }
    }
    let isImage = values.contains { value in
      if case .object(let object) = value { return object.typeName == ImageValue.typeName }
      return false
    }
    guard let format = call.flags.text("format"), !format.isEmpty else {
      if isImage { throw Unsimulated("docker inspect of an image without --format: its layers") }
      call.print(values.isEmpty ? "[]" : GoValue.list(values).json(indent: 4))
      return finish(call, problems)
    }
    let template: Template
    do throws(TemplateError) {
      template = try Template(format)
    } catch {
      if let missing = error.unsimulated { throw Unsimulated(missing) }
      call.printError("template parsing error: \(error.text)")
      return call.process.exit(64)
    }
    for value in values {
      do throws(TemplateError) {
        call.print(try execute(template, value))
      } catch {
        if let missing = error.unsimulated { throw Unsimulated(missing) }
        if isImage { throw Unsimulated("docker image inspect --format '\(format)'") }
        call.print("")
        call.printError("template parsing error: \(error.text)")
        return call.process.exit(1)
      }
    }
    if values.isEmpty { call.print("") }
    finish(call, problems)
  }

  /// A field that the client does not know may still be in the daemon's JSON (inspect.tryRawInspectFallback).
  private static func execute(_ template: Template, _ value: GoValue) throws(TemplateError) -> String {
    do throws(TemplateError) {
      return try template.execute(value)
    } catch {
      guard error.isMissingField else { throw error }
      var raw = template
      raw.missingKeyIsError = true
      return try raw.execute(value.asRawJSON)
    }
  }

  private static func finish(_ call: DockerCall, _ problems: [String]) {
    call.process.exit(call.end(problems))
  }
}

/// A network, as the daemon describes it (api/types, NetworkResource).
enum NetworkValue {
  static func make(_ network: DockerNetwork) -> GoValue {
    var configuration: [GoValue] = []
    if let subnet = network.subnetText {
      var entry = GoObject("network.IPAMConfig", [("Subnet", .string(subnet))])
      entry.appendOptional("IPRange", .string(network.range?.description ?? ""))
      entry.appendOptional("Gateway", .string(network.shownGateway ?? ""))
      entry.appendOptional(
        "AuxiliaryAddresses",
        .object(GoObject(map: network.auxiliary.map { ($0.name, .string($0.address.description)) })))
      configuration.append(.object(entry))
    }
    let options: GoValue = network.isUserDefined ? .object(GoObject(map: [])) : .nilMap
    let containers = network.endpoints.filter { $0.isAttached }.map { endpoint in
      (endpoint.container.identifier, Self.make(endpoint))
    }
    var object = GoObject(
      "types.NetworkResource",
      [
        ("Name", .string(network.name)), ("Id", .string(network.identifier)),
        ("Created", .string(DockerTime(network.created).precise)), ("Scope", .string("local")),
        ("Driver", .string(network.driver)), ("EnableIPv6", .bool(false)),
        (
          "IPAM",
          .object(
            GoObject(
              "network.IPAM",
              [("Driver", .string("default")), ("Options", options), ("Config", .list(configuration))]))
        ), ("Internal", .bool(network.isInternal)), ("Attachable", .bool(network.isAttachable)),
        ("Ingress", .bool(false)),
        ("ConfigFrom", .object(GoObject("network.ConfigReference", [("Network", .string(""))]))),
        ("ConfigOnly", .bool(false)), ("Containers", .object(GoObject(map: containers))),
        ("Options", .object(GoObject(map: network.options.map { ($0.key, .string($0.value)) }))),
        ("Labels", .object(GoObject(map: network.labels.map { ($0.key, .string($0.value)) }))),
      ])
    // Only networks of a swarm have these.
    object.appendOptional("Peers", .nilList)
    object.appendOptional("Services", .nilMap)
    return .object(object)
  }

  private static func make(_ endpoint: DockerEndpoint) -> GoValue {
    let address = endpoint.address.map { "\($0)/\(endpoint.network.subnet?.length ?? 16)" } ?? ""
    return .object(
      GoObject(
        "types.EndpointResource",
        [
          ("Name", .string(endpoint.container.name)), ("EndpointID", .string(endpoint.identifier)),
          ("MacAddress", .string(endpoint.hardware?.description ?? "")), ("IPv4Address", .string(address)),
          ("IPv6Address", .string("")),
        ]))
  }
}
