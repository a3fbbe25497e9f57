import Linux
import Packets

/// `arp -a` and `ipconfig` as Windows 10 and 11 print them in English.
struct WindowsTables {
  static let programs: [Program] = [
    NetTools.program("ipconfig") { process throws(CommandStop) in
      try WindowsTables(process).printConfiguration(process.arguments)
    }
  ]

  private let process: Process

  init(_ process: Process) { self.process = process }

  private var namespace: NetworkNamespace { process.namespace }

  /// Interfaces with an address, the loopback aside.
  private var cards: [(device: NetworkDevice, address: InterfaceAddress)] {
    namespace.devices.compactMap { device in
      guard !device.isLoopback, let address = device.addresses.first else { return nil }
      return (device, address)
    }
  }

  func printARP() -> Int {
    var text = ""
    let table = namespace.neighbours!
    for (device, address) in cards {
      let entries = table.all.filter { $0.device === device && $0.hardware != nil }
      guard !entries.isEmpty else { continue }
      text += "\nInterface: \(address.address) --- 0x\(String(device.index, radix: 16))\n"
      text += "  Internet Address      Physical Address      Type\n"
      for entry in entries {
        let kind = table.state(of: entry) == .permanent ? "static" : "dynamic"
        let hardware = entry.hardware?.text(separator: "-") ?? ""
        text += "  " + "\(entry.address)".padded(to: 22) + hardware.padded(to: 22) + kind + "\n"
      }
    }
    process.write(text.isEmpty ? "No ARP Entries Found.\n" : text)
    return text.isEmpty ? 1 : 0
  }

  func printConfiguration(_ words: [String]) throws(CommandStop) -> Int {
    let isFull = words.count == 1 && ["/all", "-all"].contains(words[0].lowercased())
    guard words.isEmpty || isFull else { throw .unsimulated("ipconfig \(words.joined(separator: " "))") }
    var text = "\nWindows IP Configuration\n\n"
    if isFull { text += hostRows }
    for device in namespace.devices where !device.isLoopback {
      text += "\nEthernet adapter \(device.name):\n\n"
      guard device.isRunning else {
        text += row("Media State", "Media disconnected") + row("Connection-specific DNS Suffix ", "")
        if isFull { text += cardRows(device) }
        continue
      }
      text += row("Connection-specific DNS Suffix ", "")
      if isFull { text += cardRows(device) }
      for address in device.addresses {
        text +=
          row("IPv4 Address", "\(address.address)" + (isFull ? "(Preferred) " : ""))
          + row("Subnet Mask", "\(address.local.mask)")
      }
      let gateways = namespace.routing.main.all.filter { $0.prefix.length == 0 && $0.device === device }
      text += row("Default Gateway", gateways.first?.gateway.map { "\($0)" } ?? "")
    }
    process.write(text)
    return 0
  }

  /// What `/all` says of the machine.
  private var hostRows: String {
    row("Host Name ", process.node.name) + row("Primary Dns Suffix  ", "") + row("Node Type ", "Hybrid")
      + row("IP Routing Enabled", namespace.isForwarding ? "Yes" : "No") + row("WINS Proxy Enabled", "No")
      + "\n"
  }

  /// What `/all` says of a card; addresses here are set by hand.
  private func cardRows(_ device: NetworkDevice) -> String {
    row("Description ", device.name) + row("Physical Address", device.hardware.text(separator: "-"))
      + row("DHCP Enabled", "No") + row("Autoconfiguration Enabled ", "Yes")
  }

  /// A title, dots in every other column up to the colon, a value.
  private func row(_ title: String, _ value: String) -> String {
    var line = title
    while line.utf8.count < 34 { line += line.utf8.count % 2 == 0 ? "." : " " }
    return "   " + line + ": " + value + "\n"
  }
}
