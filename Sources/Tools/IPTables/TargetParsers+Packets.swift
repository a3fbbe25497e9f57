import Linux

final class SegmentSizeParser: TargetParser {
  private var target: Target?

  init() {
    super.init("TCPMSS", [ExtensionOption("set-mss"), ExtensionOption("clamp-mss-to-pmtu", values: 0)])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    target =
      option == "set-mss"
      ? .maximumSegmentSize(UInt16(try number(option, values[0], in: 0...65495)))
      : .maximumSegmentSize(nil)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let target else { throw .syntax("TCPMSS target: At least one parameter is required") }
    return target
  }
}

final class TimeToLiveParser: TargetParser {
  private var operation: TimeToLiveOperation?

  init() {
    super.init("TTL", [ExtensionOption("ttl-set"), ExtensionOption("ttl-inc"), ExtensionOption("ttl-dec")])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    let value = UInt8(try number(option, values[0], in: option == "ttl-set" ? 0...255 : 1...255))
    switch option {
    case "ttl-set": operation = .set(value)
    case "ttl-inc": operation = .increase(value)
    default: operation = .decrease(value)
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let operation else { throw .syntax("TTL: You must specify an action") }
    return .timeToLive(operation)
  }
}

final class TypeOfServiceParser: TargetParser {
  private var target: Target?

  init() {
    super.init("TOS", ["set-tos", "and-tos", "or-tos", "xor-tos"].map { ExtensionOption($0) })
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    guard let (value, mask) = ServiceClasses.typeOfService(values[0]) else {
      throw .syntax("Symbolic name \"\(values[0])\" is unknown")
    }
    switch option {
    case "and-tos": target = .typeOfService(value: 0, mask: ~value)
    case "or-tos": target = .typeOfService(value: value, mask: value)
    case "xor-tos": target = .typeOfService(value: value, mask: 0)
    default: target = .typeOfService(value: value, mask: mask)
    }
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let target else { throw .syntax("TOS: An action is required") }
    return target
  }
}

final class DifferentiatedServicesParser: TargetParser {
  private var value: UInt8?

  init() { super.init("DSCP", [ExtensionOption("set-dscp"), ExtensionOption("set-dscp-class")]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    if option == "set-dscp" {
      value = UInt8(try number(option, values[0], in: 0...63))
    } else {
      guard let named = ServiceClasses.differentiatedServices(values[0]) else {
        throw .syntax("Invalid DSCP value `\(values[0])'\n")
      }
      value = named
    }
  }

  override var exclusive: [String] { ["set-dscp", "set-dscp-class"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let value else { throw .syntax("DSCP target: Parameter --set-dscp is required") }
    return .differentiatedServices(value)
  }
}

final class SetTargetParser: TargetParser {
  private let sets: IPSets
  private var target: Target?
  private var replaces = false
  private var timeout: UInt32?

  init(_ sets: IPSets) {
    self.sets = sets
    super.init(
      "SET",
      [
        ExtensionOption("add-set", values: 2), ExtensionOption("del-set", values: 2),
        ExtensionOption("map-set", values: 2), ExtensionOption("exist", values: 0),
        ExtensionOption("timeout"),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "exist":
      replaces = true
      return
    case "timeout":
      timeout = UInt32(try number(option, values[0], in: 0...4_294_967_294))
      return
    case "map-set": throw .unsimulated("iptables -j SET --map-set")
    default: break
    }
    guard sets.named(values[0]) != nil else { throw .syntax("Set \(values[0]) doesn't exist.\n") }
    let operation = SetOperation(name: values[0], parts: try SetMatch.parts(values[1]))
    target = option == "add-set" ? .addToSet(operation) : .removeFromSet(operation)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Target {
    guard let target else {
      throw .syntax("You must specify either `--add-set' or `--del-set' or `--map-set'")
    }
    guard case .addToSet(var operation) = target else { return target }
    (operation.replaces, operation.timeout) = (replaces, timeout)
    return .addToSet(operation)
  }
}
