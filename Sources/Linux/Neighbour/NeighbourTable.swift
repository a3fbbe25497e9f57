package import Packets
import Simulation

/// The neighbours of a namespace and the state machine that keeps track of them (net/core/neighbour.c):
/// INCOMPLETE → REACHABLE → STALE → DELAY → PROBE → REACHABLE or FAILED.
package final class NeighbourTable {
  private unowned(unsafe) let namespace: NetworkNamespace
  private var entries: [Key: Neighbour] = [:]
  /// The one that a packet was last sent to, for each of a few addresses: looked at before the hash table.
  private var recent: (Neighbour?, Neighbour?) = (nil, nil)

  private struct Key: Hashable {
    let device: ObjectIdentifier
    let address: IPv4Address
  }

  /// Addresses that are answered for on behalf of others (`ip neigh add proxy`).
  package private(set) var proxies: [(address: IPv4Address, device: NetworkDevice)] = []

  init(namespace: NetworkNamespace) { self.namespace = namespace }

  private var clock: Clock { namespace.network.clock }
  private var settings: NeighbourSettings { namespace.settings.neighbour }
  private func key(_ address: IPv4Address, _ device: NetworkDevice) -> Key {
    Key(device: ObjectIdentifier(device), address: address)
  }

  /// By device index and address.
  package var all: [Neighbour] {
    entries.values.sorted { ($0.device.index, $0.address) < ($1.device.index, $1.address) }
  }

  package func entry(_ address: IPv4Address, on device: NetworkDevice) -> Neighbour? {
    entries[key(address, device)]
  }

  /// The state now: REACHABLE turns into STALE when its time is over, without an event of its own.
  package func state(of neighbour: Neighbour) -> Neighbour.State {
    if neighbour.storedState == .reachable, clock.now >= neighbour.confirmed + settings.baseReachable {
      neighbour.storedState = .stale
    }
    return neighbour.storedState
  }

  // MARK: - Sending

  /// The next hop's hardware address for a packet that is sent now; nil when it has to be asked for.
  func use(_ address: IPv4Address, on device: NetworkDevice) -> MACAddress? {
    guard let neighbour = find(address, on: device) else { return nil }
    switch state(of: neighbour) {
    case .reachable, .permanent, .noARP, .probe, .delay: break
    case .stale: enterDelay(neighbour)
    case .incomplete, .failed: return nil
    }
    neighbour.updated = clock.now
    return neighbour.hardware
  }

  private func find(_ address: IPv4Address, on device: NetworkDevice) -> Neighbour? {
    if let first = recent.0, first.address == address, first.device === device { return first }
    if let second = recent.1, second.address == address, second.device === device { return second }
    guard let neighbour = entries[key(address, device)] else { return nil }
    recent = (neighbour, recent.0)
    return neighbour
  }

  /// Calls `send` with the next hop's hardware address: at once when it is known, later when ARP has answered,
  /// never when nobody answers (the packet is then reported as unreachable).
  func resolve(
    _ address: IPv4Address, on device: NetworkDevice, for buffer: SocketBuffer,
    send: @escaping (MACAddress) -> Void
  ) {
    // Without ARP everybody is thought to have the interface's own address (arp_constructor).
    guard device.isARPEnabled else { return send(device.hardware) }
    if let hardware = use(address, on: device) { return send(hardware) }
    guard let neighbour = entries[key(address, device)] else {
      start(make(address, device, .incomplete), with: buffer, send)
      return
    }
    if neighbour.storedState == .failed {
      neighbour.storedState = .incomplete
      start(neighbour, with: buffer, send)
    } else {
      wait(neighbour, buffer, send)
    }
  }

  private func start(
    _ neighbour: Neighbour, with buffer: SocketBuffer, _ send: @escaping (MACAddress) -> Void
  ) {
    // The kernel counts as if it had asked the one it does not know yet (__neigh_event_send).
    neighbour.probes = settings.unicastSolicitations
    wait(neighbour, buffer, send)
    solicit(neighbour)
  }

  private func wait(
    _ neighbour: Neighbour, _ buffer: SocketBuffer, _ send: @escaping (MACAddress) -> Void
  ) {
    namespace.trace(
      buffer, .resolving(nextHop: neighbour.address, interface: neighbour.device.name))
    neighbour.waiting.append(Neighbour.Waiting(buffer: buffer, send: send))
    if neighbour.waiting.count > settings.queueLength {
      namespace.drop(neighbour.waiting.removeFirst().buffer, .neighbourFailed)
    }
  }

  private func make(_ address: IPv4Address, _ device: NetworkDevice, _ state: Neighbour.State) -> Neighbour {
    let neighbour = Neighbour(
      address: address, device: device, state: state, now: clock.now, origin: namespace.network.origin)
    entries[key(address, device)] = neighbour
    return neighbour
  }

  /// Asks, and looks after a second whether an answer came.
  private func solicit(_ neighbour: Neighbour) {
    neighbour.probes += 1
    let source = neighbour.waiting.first?.buffer.ip.source
    namespace.sendARPRequest(
      for: neighbour.address, on: neighbour.device, preferring: source,
      to: neighbour.storedState == .probe ? neighbour.hardware : nil)
    neighbour.timer = clock.schedule(after: settings.retransmission) { [unowned(unsafe) self] in
      self.noAnswer(from: neighbour)
    }
  }

  private func noAnswer(from neighbour: Neighbour) {
    let limit =
      settings.unicastSolicitations
      + (neighbour.storedState == .probe ? 0 : settings.multicastSolicitations)
    guard neighbour.probes >= limit else {
      solicit(neighbour)
      return
    }
    neighbour.storedState = .failed
    neighbour.updated = clock.now
    let waiting = neighbour.waiting
    neighbour.waiting = []
    for packet in waiting { namespace.reportUnreachable(packet.buffer, on: neighbour.device) }
  }

  private func enterDelay(_ neighbour: Neighbour) {
    neighbour.storedState = .delay
    neighbour.timer?.cancel()
    neighbour.timer = clock.schedule(after: settings.delayFirstProbe) { [unowned(unsafe) self] in
      self.endDelay(neighbour)
    }
  }

  private func endDelay(_ neighbour: Neighbour) {
    guard neighbour.storedState == .delay else { return }
    if clock.now < neighbour.confirmed + settings.delayFirstProbe {
      neighbour.storedState = .reachable
      return
    }
    neighbour.storedState = .probe
    neighbour.probes = 0
    solicit(neighbour)
  }

  // MARK: - Learning

  /// An answer to our own question, or an announcement.
  func learnFromReply(
    _ address: IPv4Address, _ hardware: MACAddress, on device: NetworkDevice, solicited: Bool
  ) {
    guard let neighbour = entries[key(address, device)] else { return }
    guard neighbour.storedState != .permanent, neighbour.storedState != .noARP else { return }
    if solicited {
      settle(neighbour, hardware, .reachable)
    } else if neighbour.hardware != hardware || !neighbour.isValid {
      settle(neighbour, hardware, .stale)
    }
  }

  /// Somebody asked for us: who asks is known from now on, unconfirmed (neigh_event_ns).
  func learnFromRequest(_ address: IPv4Address, _ hardware: MACAddress, on device: NetworkDevice) {
    guard let neighbour = entries[key(address, device)] else {
      let made = make(address, device, .stale)
      made.hardware = hardware
      return
    }
    let known = state(of: neighbour)
    guard known != .permanent, known != .noARP else { return }
    if neighbour.isValid, neighbour.hardware == hardware { return }
    settle(neighbour, hardware, .stale)
  }

  private func settle(_ neighbour: Neighbour, _ hardware: MACAddress, _ state: Neighbour.State) {
    neighbour.timer?.cancel()
    neighbour.hardware = hardware
    neighbour.storedState = state
    neighbour.updated = clock.now
    if state == .reachable { neighbour.confirmed = clock.now }
    let waiting = neighbour.waiting
    neighbour.waiting = []
    for packet in waiting { packet.send(hardware) }
  }

  /// Its hardware address is known, be it an old one.
  func isKnown(_ address: IPv4Address, on device: NetworkDevice) -> Bool {
    entries[key(address, device)]?.isValid ?? false
  }

  /// Asks for an address that no packet waits for yet (neigh_event_send).
  func ask(_ address: IPv4Address, on device: NetworkDevice) {
    let neighbour = entries[key(address, device)] ?? make(address, device, .incomplete)
    guard neighbour.storedState != .incomplete || neighbour.probes == 0 else { return }
    neighbour.storedState = .incomplete
    neighbour.probes = settings.unicastSolicitations
    solicit(neighbour)
  }

  /// A higher protocol has had an answer from the far side: the next hop works (dst_confirm).
  package func confirm(_ address: IPv4Address, on device: NetworkDevice) {
    guard let neighbour = find(address, on: device), neighbour.isValid else { return }
    // DELAY becomes REACHABLE when its timer looks; a probe under way is answered anyhow.
    neighbour.confirmed = clock.now
  }

  // MARK: - By hand

  package func set(
    _ address: IPv4Address, on device: NetworkDevice, hardware: MACAddress?, state: Neighbour.State
  ) {
    let neighbour = entries[key(address, device)] ?? make(address, device, state)
    neighbour.origin = namespace.network.origin
    if let hardware { settle(neighbour, hardware, state) } else { neighbour.storedState = state }
  }

  /// Seconds since an entry was used, confirmed and updated.
  package func ages(of neighbour: Neighbour) -> (used: Int, confirmed: Int, updated: Int) {
    let updated = (clock.now - neighbour.updated).seconds
    return (updated, (clock.now - neighbour.confirmed).seconds, updated)
  }

  package func isProxied(_ address: IPv4Address, on device: NetworkDevice) -> Bool {
    proxies.contains { $0.address == address && $0.device === device }
  }

  package func addProxy(_ address: IPv4Address, on device: NetworkDevice) {
    guard !isProxied(address, on: device) else { return }
    proxies.append((address, device))
  }

  /// False when there is none.
  package func removeProxy(_ address: IPv4Address, on device: NetworkDevice) -> Bool {
    let count = proxies.count
    proxies.removeAll { $0.address == address && $0.device === device }
    return proxies.count < count
  }

  package func remove(_ neighbour: Neighbour) {
    neighbour.timer?.cancel()
    for packet in neighbour.waiting { namespace.drop(packet.buffer, .neighbourFailed) }
    neighbour.waiting = []
    entries.removeValue(forKey: key(neighbour.address, neighbour.device))
    recent = (nil, nil)
  }

  /// Everything about an interface's neighbours; what was set by hand stays when only the carrier is lost
  /// (neigh_ifdown, neigh_carrier_down).
  package func forget(_ device: NetworkDevice, keepingPermanent: Bool = false) {
    for neighbour in all where neighbour.device === device {
      if keepingPermanent, neighbour.storedState == .permanent { continue }
      remove(neighbour)
    }
  }
}
