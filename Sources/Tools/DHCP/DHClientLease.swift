import Packets
import Simulation

/// A lease in the file that dhclient keeps (dhclient.leases(5)).
struct DHClientLease {
  var interface: String
  var address: IPv4Address
  /// As the file writes moments, `2024/01/01 00:00:00`, which sort as they follow.
  var expires: String

  static func moment(_ time: Nanoseconds) -> String {
    CalendarTime(time).formatted("%Y/%m/%d %T") ?? ""
  }

  /// The last one of an interface in the file.
  static func last(of interface: String, in text: String) -> DHClientLease? {
    var found: DHClientLease?
    var name = ""
    var address: IPv4Address?
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map { $0.filter { $0 != ";" && $0 != "\"" } }
      switch words.first {
      case "interface": name = words.last ?? ""
      case "fixed-address": address = words.last.flatMap { IPv4Address($0) }
      case "expire":
        guard name == interface, let address, words.count == 4 else { continue }
        found = DHClientLease(interface: name, address: address, expires: "\(words[2]) \(words[3])")
      default: break
      }
    }
    return found
  }

  /// What is written about a new lease.
  static func text(
    _ answer: DHCPAnswer, on interface: String, renews: Nanoseconds, now: Nanoseconds, isReleased: Bool
  ) -> String {
    typealias Option = DHCPMessage.Option
    var text = "lease {\n  interface \"\(interface)\";\n  fixed-address \(answer.address);\n"
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { text += "  option \(name) \(value);\n" }
    }
    func addresses(_ code: UInt8) -> String {
      answer.message.addresses(code).map { "\($0)" }.joined(separator: ",")
    }
    func number(_ code: UInt8) -> String? { answer.message.number(code).map { "\($0)" } }
    func quoted(_ code: UInt8) -> String? { answer.message.text(code).map { "\"\($0)\"" } }
    add("subnet-mask", addresses(Option.subnetMask))
    add("routers", addresses(Option.router))
    add("dhcp-lease-time", number(Option.leaseTime))
    add("dhcp-message-type", number(Option.messageType))
    add("domain-name-servers", addresses(Option.nameServers))
    add("dhcp-server-identifier", addresses(Option.serverIdentifier))
    add("dhcp-renewal-time", number(Option.renewalTime))
    add("broadcast-address", addresses(Option.broadcastAddress))
    add("dhcp-rebinding-time", number(Option.rebindingTime))
    add("host-name", quoted(Option.hostName))
    add("domain-name", quoted(Option.domainName))
    func moment(_ name: String, _ time: Nanoseconds) {
      text += "  \(name) \(CalendarTime(time).weekday) \(self.moment(time));\n"
    }
    let end = isReleased ? now : now + .seconds(Int(answer.leaseTime))
    moment("renew", isReleased ? now : renews)
    moment("rebind", isReleased ? now : now + .seconds(Int(answer.rebindingTime)))
    moment("expire", end)
    return text + "}\n"
  }
}
