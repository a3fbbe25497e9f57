import Linux
import Packets

/// What a client is told (dnsmasq's rfc2131.c, do_options).
extension DHCPServer {
  func options(
    _ kind: DHCPMessage.Kind, _ address: IPv4Address, _ request: Request, name: String?
  ) -> [DHCPMessage.Option] {
    typealias Option = DHCPMessage.Option
    let own = request.own
    let time = leaseTime(request, address) ?? UInt32.max
    var options = [
      Option(kind: kind), Option(Option.serverIdentifier, addresses: [own.address]),
      Option(Option.leaseTime, number: time),
    ]
    if time != .max {
      options.append(Option(Option.renewalTime, number: configured(Option.renewalTime) ?? time / 2))
      options.append(Option(Option.rebindingTime, number: configured(Option.rebindingTime) ?? time / 8 * 7))
    }
    let wanted = request.message[Option.parameterRequest].map { Array($0) }
    /// Asked for, and not among what was configured.
    func takes(_ code: UInt8) -> Bool {
      (wanted?.contains(code) ?? true) && !configuration.options.contains { $0.code == code }
    }
    let range = request.ranges.first { $0.first <= address && address <= $0.last } ?? request.ranges[0]
    let mask = range.mask ?? own.local.mask
    if takes(Option.subnetMask) { options.append(Option(Option.subnetMask, addresses: [mask])) }
    if takes(Option.broadcastAddress) {
      let broadcast = range.broadcast ?? IPv4Address(bits: address.bits | ~mask.bits)
      options.append(Option(Option.broadcastAddress, addresses: [broadcast]))
    }
    if takes(Option.router) { options.append(Option(Option.router, addresses: [own.address])) }
    if takes(Option.nameServers), server.configuration.port == 53 {
      options.append(Option(Option.nameServers, addresses: [own.address]))
    }
    if takes(Option.domainName), let domain = server.configuration.domain {
      options.append(Option(Option.domainName, text: domain))
    }
    if takes(Option.hostName), let name { options.append(Option(Option.hostName, text: name)) }
    // What was configured, the newest first.
    for option in configuration.options.reversed()
    where !option.value.isEmpty && (wanted?.contains(option.code) ?? true)
      && ![Option.renewalTime, Option.rebindingTime, Option.leaseTime].contains(option.code)
    {
      // 0.0.0.0 stands for the server's own address.
      let addresses = DHCPServerConfiguration.holdsAddresses(option.code)
      options.append(addresses ? withOwn(option, own.address) : option)
    }
    return options
  }

  private func withOwn(_ option: DHCPMessage.Option, _ address: IPv4Address) -> DHCPMessage.Option {
    var reader = ByteReader(option.value)
    var addresses: [IPv4Address] = []
    while let next = reader.ipv4Address() { addresses.append(next.isAny ? address : next) }
    return DHCPMessage.Option(option.code, addresses: addresses)
  }

  private func configured(_ code: UInt8) -> UInt32? {
    configuration.options.first { $0.code == code && $0.value.count == 4 }?.value.reduce(0) {
      $0 << 8 | UInt32($1)
    }
  }

  // MARK: - The log of --log-dhcp

  func logOptions(_ message: DHCPMessage, _ request: Request) {
    guard server.configuration.logsDHCP else { return }
    let prefix = "\(message.transaction) "
    if let wanted = request.message[DHCPMessage.Option.parameterRequest] {
      let names = wanted.map { code in
        DHCPServerConfiguration.name(ofOption: code).map { "\(code):\($0)" } ?? "\(code)"
      }
      var line = ""
      for (index, name) in names.enumerated() {
        let isLast = index == names.count - 1
        line += name + (isLast ? "" : ", ")
        if isLast || line.utf8.count > 40 {
          log(prefix + "requested options: " + line)
          line = ""
        }
      }
    }
    log(prefix + "next server: \(message.serverAddress)")
    for option in message.options {
      let name = DHCPServerConfiguration.name(ofOption: option.code) ?? ""
      log(
        prefix + "sent size:" + String(option.value.count).leftPadded(3) + " option:"
          + String(option.code).leftPadded(3) + " \(name)  \(Self.words(option))")
    }
  }

  private static func words(_ option: DHCPMessage.Option) -> String {
    typealias Option = DHCPMessage.Option
    let number = option.value.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    switch option.code {
    case Option.messageType: return String(number).leftPadded(1)
    case Option.leaseTime, Option.renewalTime, Option.rebindingTime:
      return words(number == .max ? nil : number)
    case Option.hostName, Option.domainName: return String(decoding: option.value, as: UTF8.self)
    case Option.serverIdentifier: break
    default:
      guard DHCPServerConfiguration.holdsAddresses(option.code) else {
        return option.value.map { $0.hexadecimal }.joined(separator: ":")
      }
    }
    var reader = ByteReader(option.value)
    var addresses: [String] = []
    while let next = reader.ipv4Address() { addresses.append("\(next)") }
    return addresses.joined(separator: ", ")
  }
}

extension DHCPServerConfiguration {
  /// Options that are lists of addresses (RFC 2132).
  static func holdsAddresses(_ code: UInt8) -> Bool {
    [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 28, 32, 41, 42, 44, 45, 50, 54].contains(code)
  }
}
