import Linux
import Packets

/// The files of /proc and /sys that show and set the state of a network namespace.
enum KernelFiles {
  /// Connects the files of a node.
  static func connect(_ node: Node) {
    node.files.specials = { [unowned(unsafe) node] path in
      if let seen = FileSystem.seenFromNamespace(path) {
        guard let namespace = node.system.network.namespaces.first(where: { $0.name == seen.namespace })
        else {
          return nil
        }
        return file(seen.path, in: namespace)
      }
      return file(path, in: node.namespace)
    }
  }

  private static func file(_ path: String, in namespace: NetworkNamespace) -> FileSystem.SpecialFile? {
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count >= 3 else { return nil }
    if parts[0] == "proc", parts[1] == "sys" { return setting(Array(parts.dropFirst(2)), in: namespace) }
    if parts[0] == "proc", parts.count == 3, parts[1] == "net" { return table(parts[2], in: namespace) }
    if parts.count == 5, parts[0] == "sys", parts[1] == "class", parts[2] == "net",
      let device = namespace.device(named: parts[3])
    {
      return attribute(parts[4], of: device)
    }
    return nil
  }

  private static func setting(_ path: [String], in namespace: NetworkNamespace) -> FileSystem.SpecialFile? {
    let tree = SysctlTree(namespace)
    guard case .value = tree.read(path) else { return nil }
    return FileSystem.SpecialFile(
      read: {
        guard case .value(let text) = tree.read(path) else { return nil }
        return text + "\n"
      },
      write: { text in
        do throws(KernelError) { try tree.write(path, text) } catch { return false }
        return true
      })
  }

  private static func readable(_ text: @escaping () -> String?) -> FileSystem.SpecialFile {
    FileSystem.SpecialFile(read: text, write: nil)
  }

  // MARK: - /proc/net

  private static func table(_ name: String, in namespace: NetworkNamespace) -> FileSystem.SpecialFile? {
    switch name {
    case "dev": readable { [unowned(unsafe) namespace] in devices(of: namespace) }
    case "route": readable { [unowned(unsafe) namespace] in routes(of: namespace) }
    case "arp": readable { [unowned(unsafe) namespace] in neighbours(of: namespace) }
    default: nil
    }
  }

  private static func devices(of namespace: NetworkNamespace) -> String {
    var text = """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls \
      carrier compressed

      """
    for device in namespace.devices {
      let counters = device.statistics
      let received = [
        (counters.receivedBytes, 7), (counters.receivedPackets, 7), (0, 4), (counters.receivedDropped, 4),
        (0, 4), (0, 5), (0, 10), (counters.multicast, 9),
      ]
      let sent = [
        (counters.transmittedBytes, 8), (counters.transmittedPackets, 7), (0, 4),
        (counters.transmittedDropped, 4), (0, 4), (0, 5), (0, 7), (0, 10),
      ]
      let cells = (received + sent).map { String($0.0).leftPadded(to: $0.1) }
      text += device.name.leftPadded(to: 6) + ": " + cells.joined(separator: " ") + "\n"
    }
    return text
  }

  private static func routes(of namespace: NetworkNamespace) -> String {
    let titles = [
      "Iface", "Destination", "Gateway ", "Flags", "RefCnt", "Use", "Metric", "Mask", "\tMTU", "Window",
      "IRTT",
    ]
    var lines = [titles.joined(separator: "\t")]
    for route in namespace.routing.main.all {
      var flags = 1
      if route.gateway != nil { flags |= 2 }
      if route.prefix.length == 32 { flags |= 4 }
      if route.kind == .unreachable || route.kind == .prohibit { flags = 0x201 }
      let cells = [
        route.device?.name ?? "*", hexadecimal(route.prefix.address), hexadecimal(route.gateway ?? .any),
        String(flags, radix: 16).uppercased().zeroPadded(to: 4), "0", "0", String(route.metric),
        hexadecimal(route.prefix.mask), String(route.mtu ?? 0), "0", "0",
      ]
      lines.append(cells.joined(separator: "\t"))
    }
    return lines.map { $0.padded(to: 127) + "\n" }.joined()
  }

  /// In the byte order of the machine, little endian.
  private static func hexadecimal(_ address: IPv4Address) -> String {
    String(address.bits.byteSwapped, radix: 16).uppercased().zeroPadded(to: 8)
  }

  private static func neighbours(of namespace: NetworkNamespace) -> String {
    var text = "IP address       HW type     Flags       HW address            Mask     Device\n"
    let table = namespace.neighbours!
    for neighbour in table.all where table.state(of: neighbour) != .noARP {
      let state = table.state(of: neighbour)
      let isKnown = state != .incomplete && state != .failed
      let flags = state == .permanent ? "0x6" : isKnown ? "0x2" : "0x0"
      let hardware = isKnown ? neighbour.hardware ?? .zero : .zero
      text += row("\(neighbour.address)", flags, hardware, neighbour.device)
    }
    for proxy in table.proxies { text += row("\(proxy.address)", "0xc", .zero, proxy.device) }
    return text
  }

  private static func row(
    _ address: String, _ flags: String, _ hardware: MACAddress, _ device: NetworkDevice
  ) -> String {
    address.padded(to: 16) + " " + "0x1".padded(to: 12) + flags.padded(to: 12) + "\(hardware)".padded(to: 22)
      + "*".padded(to: 9) + device.name + "\n"
  }

  // MARK: - /sys/class/net

  private static func attribute(_ name: String, of device: NetworkDevice) -> FileSystem.SpecialFile? {
    let value: ((NetworkDevice) -> String)?
    switch name {
    case "address": value = { "\($0.hardware)" }
    case "broadcast": value = { $0.isLoopback ? "\(MACAddress.zero)" : "\(MACAddress.broadcast)" }
    case "mtu": value = { String($0.mtu) }
    case "operstate": value = { $0.operationalState.name.lowercased() }
    case "ifindex": value = { String($0.index) }
    case "iflink": value = { String($0.partner?.index ?? $0.index) }
    case "type": value = { $0.isLoopback ? "772" : "1" }
    case "tx_queue_len": value = { String($0.transmitQueueLength) }
    case "flags": value = { "0x" + String($0.interfaceFlags & ~0x40, radix: 16) }
    case "carrier":
      // Reading it while the interface is down fails.
      return readable { [unowned(unsafe) device] in
        device.isAdministrativelyUp ? (device.hasCarrier ? "1\n" : "0\n") : nil
      }
    default: value = nil
    }
    guard let value else { return nil }
    return readable { [unowned(unsafe) device] in value(device) + "\n" }
  }
}

extension NetworkDevice {
  /// The flags as the SIOCGIFFLAGS ioctl gives them (netdevice(7)).
  var interfaceFlags: Int {
    var flags = isLoopback ? 0x8 : 0x2
    if isAdministrativelyUp { flags |= hasCarrier ? 0x41 : 0x1 }
    if !isARPEnabled { flags |= 0x80 }
    if isPromiscuous { flags |= 0x100 }
    if !isLoopback, kind != .dummy { flags |= 0x1000 }
    return flags
  }
}

extension FileSystem {
  /// A path of the kernel's files as a process in another network namespace than the node's own sees it.
  static func path(_ path: String, seenFrom namespace: NetworkNamespace, on node: Node) -> String {
    guard namespace !== node.namespace else { return path }
    let isOfNetwork = ["/proc/sys/net/", "/proc/net/", "/sys/class/net/"].contains { path.hasPrefix($0) }
    return isOfNetwork ? mark + namespace.name + "/" + path : path
  }

  private static var mark: String { "/proc/network/" }

  static func seenFromNamespace(_ path: String) -> (namespace: String, path: String)? {
    guard path.hasPrefix(mark) else { return nil }
    let rest = Array(path.dropFirst(mark.count))
    guard let border = rest.indices.dropLast().first(where: { rest[$0] == "/" && rest[$0 + 1] == "/" }) else {
      return nil
    }
    return (String(rest[..<border]), String(rest[(border + 1)...]))
  }
}
