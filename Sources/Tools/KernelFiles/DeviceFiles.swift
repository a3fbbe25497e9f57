import Linux
import Packets
import Simulation

/// The directory of an interface in /sys/class/net (Documentation/ABI/testing/sysfs-class-net).
enum DeviceFiles {
  /// The names in a directory below the interface's own.
  static func names(in path: [String], of device: NetworkDevice) -> [String]? {
    switch path.first {
    case nil: return ownNames(of: device)
    case "statistics": return path.count == 1 ? statistics.map { $0.name } : nil
    case "queues": return path.count == 1 ? ["rx-0", "tx-0"] : path.count == 2 ? [] : nil
    case "power", "subsystem": return path.count == 1 ? [] : nil
    case "bridge" where device.bridge != nil: return path.count == 1 ? BridgeFiles.bridgeNames : nil
    case "brport" where device.port != nil: return path.count == 1 ? BridgeFiles.portNames : nil
    case "brif":
      guard let bridge = device.bridge else { return nil }
      if path.count == 1 { return bridge.ports.map { $0.device.name } }
      let isPort = bridge.ports.contains { $0.device.name == path[1] }
      return isPort && path.count == 2 ? BridgeFiles.portNames : nil
    default: return nil
    }
  }

  private static func ownNames(of device: NetworkDevice) -> [String] {
    var names = plainNames + ["power", "queues", "statistics", "subsystem"]
    if device.bridge != nil { names += ["bridge", "brif", "brforward"] }
    if device.port != nil { names += ["brport", "master"] }
    if let master = device.port?.bridge.device { names.append("upper_" + master.name) }
    if let lower = device.lower, lower.namespace === device.namespace { names.append("lower_" + lower.name) }
    for upper in device.uppers where upper.namespace === device.namespace {
      names.append("upper_" + upper.name)
    }
    for port in device.bridge?.ports ?? [] { names.append("lower_" + port.device.name) }
    return names
  }

  private static let plainNames = [
    "addr_assign_type", "addr_len", "address", "broadcast", "carrier", "carrier_changes",
    "carrier_down_count", "carrier_up_count", "dev_id", "dev_port", "dormant", "duplex", "flags",
    "gro_flush_timeout", "ifalias", "ifindex", "iflink", "link_mode", "mtu", "name_assign_type",
    "napi_defer_hard_irqs", "netdev_group", "operstate", "proto_down", "speed", "testing", "threaded",
    "tx_queue_len", "type", "uevent",
  ]

  static func file(_ path: [String], of device: NetworkDevice) -> FileSystem.SpecialFile? {
    switch (path.count, path.first ?? "") {
    case (1, let name): return attribute(name, of: device)
    case (2, "statistics"):
      guard let counter = statistics.first(where: { $0.name == path[1] }) else { return nil }
      return KernelFiles.readable { [unowned(unsafe) device] in "\(counter.value(device.statistics))\n" }
    case (2, "bridge"): return device.bridge.flatMap { BridgeFiles.file(path[1], of: $0) }
    case (2, "brport"): return device.port.flatMap { BridgeFiles.file(path[1], of: $0) }
    case (3, "brif"):
      let port = device.bridge?.ports.first { $0.device.name == path[1] }
      return port.flatMap { BridgeFiles.file(path[2], of: $0) }
    default: return nil
    }
  }

  // MARK: - Counters

  private typealias Counter = (name: String, value: (DeviceStatistics) -> Int)

  nonisolated(unsafe) private static let statistics: [Counter] =
    [
      ("collisions", { _ in 0 }), ("multicast", { $0.multicast }), ("rx_bytes", { $0.receivedBytes }),
      ("rx_dropped", { $0.receivedDropped }), ("rx_packets", { $0.receivedPackets }),
      ("tx_bytes", { $0.transmittedBytes }), ("tx_dropped", { $0.transmittedDropped }),
      ("tx_packets", { $0.transmittedPackets }),
    ]
    + [
      "rx_compressed", "rx_crc_errors", "rx_errors", "rx_fifo_errors", "rx_frame_errors", "rx_length_errors",
      "rx_missed_errors", "rx_nohandler", "rx_over_errors", "tx_aborted_errors", "tx_carrier_errors",
      "tx_compressed", "tx_errors", "tx_fifo_errors", "tx_heartbeat_errors", "tx_window_errors",
    ].map { ($0, { _ in 0 }) }

  // MARK: - Attributes

  private static func attribute(_ name: String, of device: NetworkDevice) -> FileSystem.SpecialFile? {
    switch name {
    case "carrier": return whileUp(device) { $0.hasCarrier ? "1" : "0" }
    case "speed": return link(device) { $0.isUnknownSpeed ? "-1" : "10000" }
    case "duplex": return link(device) { $0.isUnknownSpeed ? "unknown" : "full" }
    case "mtu":
      return writable(device, { String($0.mtu) }) { (device, value) throws(KernelError) in
        try device.setMTU(value)
      }
    case "tx_queue_len":
      return writable(device, { String($0.transmitQueueLength) }) { (device, value) throws(KernelError) in
        device.transmitQueueLength = value
      }
    case "netdev_group":
      return writable(device, { String($0.group) }) { (device, value) throws(KernelError) in
        device.group = value
      }
    case "ifalias":
      return FileSystem.SpecialFile(
        read: { [unowned(unsafe) device] in device.alias.map { $0 + "\n" } ?? "\n" },
        write: { [unowned(unsafe) device] text in
          let alias = text.filter { $0 != "\n" }
          device.alias = alias.isEmpty ? nil : alias
          return true
        })
    default:
      guard let value = value(name) else { return nil }
      return KernelFiles.readable { [unowned(unsafe) device] in value(device) + "\n" }
    }
  }

  private static func value(_ name: String) -> ((NetworkDevice) -> String)? {
    switch name {
    case "address": { "\($0.hardware)" }
    case "addr_len": { _ in "6" }
    case "addr_assign_type": { $0.isLoopback ? "0" : $0.kind == .ethernet ? "3" : "1" }
    case "name_assign_type": { $0.isLoopback ? "2" : "3" }
    case "broadcast": { $0.isLoopback ? "\(MACAddress.zero)" : "\(MACAddress.broadcast)" }
    case "operstate": { $0.operationalState.name.lowercased() }
    case "ifindex": { String($0.index) }
    case "iflink": { String($0.partner?.index ?? $0.index) }
    case "type": { $0.isLoopback ? "772" : "1" }
    case "flags": { "0x" + String($0.kernelFlags, radix: 16) }
    case "carrier_changes": { String($0.statistics.carrierChanges) }
    case "carrier_up_count": { String($0.statistics.carrierChanges / 2) }
    case "carrier_down_count": { String(($0.statistics.carrierChanges + 1) / 2) }
    case "dev_id": { _ in "0x0" }
    case "uevent": { "INTERFACE=\($0.name)\nIFINDEX=\($0.index)" }
    case "dev_port", "dormant", "gro_flush_timeout", "link_mode", "napi_defer_hard_irqs", "proto_down",
      "testing", "threaded":
      { _ in "0" }
    default: nil
    }
  }

  /// Reading it while the interface is down is refused.
  private static func whileUp(_ device: NetworkDevice, _ value: @escaping (NetworkDevice) -> String)
    -> FileSystem.SpecialFile
  {
    FileSystem.SpecialFile(
      read: { [unowned(unsafe) device] in device.isAdministrativelyUp ? value(device) + "\n" : nil },
      write: nil, failure: .invalidArgument)
  }

  /// Speed and duplex: `lo` has none.
  private static func link(_ device: NetworkDevice, _ value: @escaping (NetworkDevice) -> String)
    -> FileSystem.SpecialFile
  {
    FileSystem.SpecialFile(
      read: { [unowned(unsafe) device] in
        device.isLoopback || !device.isAdministrativelyUp ? nil : value(device) + "\n"
      }, write: nil, failure: .invalidArgument)
  }

  private static func writable(
    _ device: NetworkDevice, _ value: @escaping (NetworkDevice) -> String,
    _ set: @escaping (NetworkDevice, Int) throws(KernelError) -> Void
  ) -> FileSystem.SpecialFile {
    FileSystem.SpecialFile(
      read: { [unowned(unsafe) device] in value(device) + "\n" },
      write: { [unowned(unsafe) device] text in
        guard let number = IPValue.number(text.trimmed.filter { $0 != "\n" }) else { return false }
        do throws(KernelError) { try set(device, number) } catch { return false }
        return true
      })
  }
}

extension NetworkDevice {
  /// Only veth ends, and declared interfaces, which are such, claim a speed.
  fileprivate var isUnknownSpeed: Bool { kind != .veth && kind != .ethernet }

  /// The flags as the kernel keeps them: a bridge's port hears everything, whoever asked for it.
  fileprivate var kernelFlags: Int { interfaceFlags & ~0x40 | (port == nil ? 0 : 0x300) }
}

extension NetworkDevice {
  /// The flags as the SIOCGIFFLAGS ioctl gives them (netdevice(7)).
  var interfaceFlags: Int {
    var flags = isLoopback ? 0x8 : 0x2
    if isAdministrativelyUp { flags |= hasCarrier ? 0x41 : 0x1 }
    if !isARPEnabled { flags |= 0x80 }
    if isPromiscuous { flags |= 0x100 }
    if takesAllMulticast { flags |= 0x200 }
    if hasMulticast { flags |= 0x1000 }
    return flags
  }
}
