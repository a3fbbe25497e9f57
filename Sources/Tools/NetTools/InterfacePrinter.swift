import Linux
import Packets

/// How ifconfig and `netstat -i` show interfaces (lib/interface.c, ife_print_long and ife_print_short).
struct InterfacePrinter {
  private let process: Process

  init(_ process: Process) { self.process = process }

  private var namespace: NetworkNamespace { process.namespace }

  /// Sorted by name, with the labels of a device's other addresses behind it.
  func printAll(includingDown: Bool, isShort: Bool, hasTitle: Bool = true) {
    if isShort, hasTitle { printShortTitle() }
    for device in namespace.devices.sorted(by: { $0.name < $1.name })
    where includingDown || device.isAdministrativelyUp {
      if isShort { printShort(device, label: nil) } else { print(device, label: nil) }
      for label in labels(of: device) {
        if isShort { printShort(device, label: label) } else { print(device, label: label) }
      }
    }
  }

  private func labels(of device: NetworkDevice) -> [String] {
    var labels: [String] = []
    for address in device.addresses where address.label != device.name && !labels.contains(address.label) {
      labels.append(address.label)
    }
    return labels.sorted()
  }

  private func flags(of device: NetworkDevice) -> String {
    let value = device.interfaceFlags
    let names = [
      (0x1, "UP"), (0x2, "BROADCAST"), (0x4, "DEBUG"), (0x8, "LOOPBACK"), (0x10, "POINTOPOINT"),
      (0x20, "NOTRAILERS"), (0x40, "RUNNING"), (0x80, "NOARP"), (0x100, "PROMISC"), (0x200, "ALLMULTI"),
      (0x400, "SLAVE"), (0x800, "MASTER"), (0x1000, "MULTICAST"),
    ].filter { value & $0.0 != 0 }.map { $0.1 }
    return "\(value)<\(names.joined(separator: ","))>"
  }

  func print(_ device: NetworkDevice, label: String?) {
    let indent = "        "
    var text = "\(label ?? device.name): flags=\(flags(of: device))  mtu \(device.mtu)\n"
    if let address = device.addresses.first(where: { $0.label == label ?? device.name }) {
      text += indent + "inet \(address.address)  netmask \(address.local.mask)"
      if !device.isLoopback {
        text += "  broadcast \(address.broadcast ?? .any)"
      }
      text += "\n"
    }
    let kind = device.isLoopback ? "loop  " : "ether \(device.hardware)  "
    let words = device.isLoopback ? "Local Loopback" : "Ethernet"
    text += indent + kind + "txqueuelen \(device.transmitQueueLength)  (\(words))\n"
    if label == nil { text += counters(of: device, indent) }
    process.write(text + "\n")
  }

  private func counters(of device: NetworkDevice, _ indent: String) -> String {
    let count = device.statistics
    return indent
      + "RX packets \(count.receivedPackets)  bytes \(count.receivedBytes) "
      + "(\(NetTools.size(count.receivedBytes)))\n" + indent
      + "RX errors 0  dropped \(count.receivedDropped)  overruns 0  frame 0\n" + indent
      + "TX packets \(count.transmittedPackets)  bytes \(count.transmittedBytes) "
      + "(\(NetTools.size(count.transmittedBytes)))\n" + indent
      + "TX errors 0  dropped \(count.transmittedDropped) overruns 0  carrier 0  collisions 0\n"
  }

  // MARK: - The short table

  func printShortTitle() {
    process.write("Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n")
  }

  func printShort(_ device: NetworkDevice, label: String?) {
    let count = device.statistics
    var line = (label ?? device.name).padded(to: 15) + " " + String(device.mtu).leftPadded(to: 5) + " "
    if label != nil {
      line += "     - no statistics available -".padded(to: 51) + "     "
    } else {
      let dropped = (String(count.receivedDropped), String(count.transmittedDropped))
      line += String(count.receivedPackets).leftPadded(to: 8) + " " + "0".leftPadded(to: 6) + " "
      line += dropped.0.leftPadded(to: 6) + " " + "0".padded(to: 6) + " "
      line += String(count.transmittedPackets).leftPadded(to: 8) + " " + "0".leftPadded(to: 6) + " "
      line += dropped.1.leftPadded(to: 6) + " " + "0".leftPadded(to: 6) + " "
    }
    process.write(line + letters(of: device) + "\n")
  }

  private func letters(of device: NetworkDevice) -> String {
    let value = device.interfaceFlags
    let letters = [
      (0x200, "A"), (0x2, "B"), (0x4, "D"), (0x8, "L"), (0x100, "P"), (0x20, "N"), (0x80, "O"), (0x10, "P"),
      (0x400, "s"), (0x800, "m"), (0x1000, "M"), (0x40, "R"), (0x1, "U"),
    ]
    return letters.filter { value & $0.0 != 0 }.map { $0.1 }.joined()
  }
}
