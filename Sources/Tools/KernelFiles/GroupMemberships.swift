import Linux
import Packets

/// The groups that an interface listens to: IPv6's all-nodes address and, while it is up, IPv4's; a bridge that snoops
/// also those of the snoopers (RFC 4286).
extension NetworkDevice {
  private var snoops: Bool { bridge?.isSnooping ?? false }

  /// Of hardware addresses, in the order in which they are joined (/proc/net/dev_mcast).
  var hardwareGroups: [MACAddress] {
    guard !isLoopback else { return [] }
    let allNodes6 = MACAddress(0x33, 0x33, 0, 0, 0, 1)
    let allNodes4 = MACAddress(0x01, 0x00, 0x5E, 0, 0, 1)
    guard isAdministrativelyUp else { return [allNodes6] }
    guard snoops else { return [allNodes6, allNodes4] }
    return [
      allNodes6, MACAddress(0x01, 0x00, 0x5E, 0, 0, 0x6A), MACAddress(0x33, 0x33, 0, 0, 0, 0x6A), allNodes4,
    ]
  }

  /// /proc/net/igmp
  var groups4: [IPv4Address] {
    guard isAdministrativelyUp else { return [] }
    let allNodes = IPv4Address(224, 0, 0, 1)
    return snoops ? [allNodes, IPv4Address(224, 0, 0, 106)] : [allNodes]
  }

  /// /proc/net/igmp6; they are there even where IPv6 is switched off.
  var groups6: [String] {
    snoops && isAdministrativelyUp ? ["ff02::6a", "ff02::1", "ff01::1"] : ["ff02::1", "ff01::1"]
  }
}

/// Files that list them.
enum GroupTables {
  /// /proc/net/dev_mcast: index, name, users, and the address in one.
  static func hardware(_ namespace: NetworkNamespace) -> String {
    namespace.devices.reduce("") { text, device in
      device.hardwareGroups.reduce(text) { text, group in
        text + String(device.index).padded(to: 4) + " " + device.name.padded(to: 15)
          + " 1     0     " + group.text(separator: "") + "\n"
      }
    }
  }

  /// /proc/net/igmp: addresses in hexadecimal, as little-endian machines have them.
  static func internet(_ namespace: NetworkNamespace) -> String {
    var text = "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
    for device in namespace.devices where !device.groups4.isEmpty {
      text += "\(device.index)\t\(device.name.padded(to: 10)): "
      text += String(device.groups4.count).leftPadded(to: 5) + "      V3\n"
      for group in device.groups4 {
        let hexadecimal = String(group.bits.byteSwapped, radix: 16, uppercase: true).zeroPadded(to: 8)
        text += "\t\t\t\t\(hexadecimal)     1 0:00000000\t\t0\n"
      }
    }
    return text
  }
}
