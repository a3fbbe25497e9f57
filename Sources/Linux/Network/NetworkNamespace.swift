package import Packets
package import Simulation

/// One network stack: a host's, a container's, or one made with `ip netns add`.
///
/// A packet's way through it reads like the netfilter diagram: `receive` (Ingress) → PREROUTING → routing
/// decision → INPUT (Delivery) or FORWARD (Forwarding) → POSTROUTING (Egress); a host's own packets start
/// with OUTPUT (Output).
package final class NetworkNamespace {
  /// As traces call it: `centos`, `web`, `h/red`.
  package let name: String
  package unowned(unsafe) let network: Network
  package var settings = Settings()
  /// By index.
  package private(set) var devices: [NetworkDevice] = []
  package let routing = RoutingPolicy()
  package private(set) var neighbours: NeighbourTable!
  package private(set) var netfilter: Netfilter!
  package private(set) var sockets: SocketTable!
  package let kernelLog = KernelLog()
  /// Watchers of all interfaces (`tcpdump -i any`).
  package private(set) var captures: [PacketCapture] = []
  var reassembly = Reassembly()
  var errorRateLimit = ErrorRateLimit()
  package internal(set) var counters = ProtocolCounters()
  private var lastIndex = 0
  /// The numbers by which this namespace knows others (`link-netnsid`).
  var peerIdentifiers: [PeerIdentifier] = []
  /// For the identification field of packets that may be fragmented.
  private var lastIdentification: UInt16
  /// Declared on a Windows host: its TTL is 128.
  package let isWindows: Bool
  /// The statement that made it: a host's declaration, `docker run`, `ip netns add`.
  package let origin: Origin?

  init(name: String, network: Network, initialTimeToLive: UInt8) {
    self.name = name
    self.network = network
    isWindows = initialTimeToLive == 128
    origin = network.origin
    lastIdentification = UInt16(truncatingIfNeeded: network.random.next())
    settings.defaultTimeToLive = Int(initialTimeToLive)
    neighbours = NeighbourTable(namespace: self)
    netfilter = Netfilter(namespace: self)
    sockets = SocketTable(namespace: self)
    routing.onRemoval = { [unowned(unsafe) self] route in
      self.network.note(Removal(.route(route), in: self))
      // What was learnt of single destinations goes with the route (free_fib_info).
      self.routing.exceptions.forget(route.prefix)
    }
    _ = addDevice(name: "lo", kind: .loopback, hardware: .zero, mtu: 65536)
  }

  package var loopback: NetworkDevice { devices[0] }
  package var clock: Clock { network.clock }
  package var isTracing: Bool { network.recorder.isRecording }

  package func device(named name: String) -> NetworkDevice? {
    devices.first { $0.name == name || $0.alternativeNames.contains(name) }
  }
  package func device(index: Int) -> NetworkDevice? { devices.first { $0.index == index } }

  /// The lowest free index above the last one that was given out here. One that an interface brings along, or asks
  /// for, does not count (net/core/dev.c, dev_index_reserve).
  package var nextIndex: Int {
    var index = lastIndex + 1
    while device(index: index) != nil { index += 1 }
    return index
  }

  func takeNextIndex() -> Int {
    lastIndex = nextIndex
    return lastIndex
  }

  @discardableResult
  package func addDevice(
    name: String, kind: NetworkDevice.Kind, hardware: MACAddress, mtu: Int = 1500, index: Int? = nil
  ) -> NetworkDevice {
    let device = NetworkDevice(
      name: name, index: index ?? takeNextIndex(), kind: kind, hardware: hardware, mtu: mtu, namespace: self)
    if kind == .bridge { device.bridge = Bridge(device: device) }
    insert(device)
    return device
  }

  func insert(_ device: NetworkDevice) {
    let place = devices.firstIndex { $0.index > device.index } ?? devices.count
    devices.insert(device, at: place)
  }

  func take(_ device: NetworkDevice) { devices.removeAll { $0 === device } }

  package func attach(_ capture: PacketCapture) { captures.append(capture) }
  package func detach(_ capture: PacketCapture) { captures.removeAll { $0 === capture } }

  func nextIdentification() -> UInt16 {
    lastIdentification &+= 1
    return lastIdentification
  }

  /// One of the host's own addresses (in table `local`), 127.0.0.0/8 included.
  package func isLocal(_ address: IPv4Address) -> Bool { routing.localKind(of: address) == .local }

  func trace(_ buffer: SocketBuffer, _ event: @autoclosure () -> TraceEvent) {
    guard network.recorder.isRecording else { return }
    network.trace(buffer, at: name, event())
  }

  func drop(_ buffer: SocketBuffer, _ reason: @autoclosure () -> DropReason) {
    guard network.recorder.isRecording else { return }
    network.trace(buffer, at: name, .dropped(reason()))
  }

  /// Takes a packet through a netfilter hook. False when it goes no further.
  func pass(
    _ hook: Hook, _ buffer: SocketBuffer, input: NetworkDevice?, output: NetworkDevice?
  ) -> Bool {
    if network.recorder.isRecording {
      network.trace(buffer, at: name, .entered(hook, input: input?.name, output: output?.name))
    }
    guard netfilter.isActive else { return true }
    return netfilter.evaluate(hook, buffer, input: input, output: output) == .accept
  }
}
