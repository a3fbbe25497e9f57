import Packets
package import Simulation

/// A learning Ethernet switch with as many ports as are plugged in.
package final class Switch {
  package let name: String
  package let origin: Origin?
  package private(set) var ports: [SwitchPort] = []
  unowned(unsafe) let network: Network
  private var database = ForwardingDatabase()

  init(name: String, network: Network) {
    self.name = name
    self.network = network
    origin = network.origin
  }

  package func addPort() -> SwitchPort {
    let port = SwitchPort(number: ports.count, of: self)
    ports.append(port)
    return port
  }

  func receive(_ buffer: SocketBuffer, from port: SwitchPort) {
    guard network.countSwitchHop(buffer, at: name) else { return }
    let now = network.clock.now
    database.learn(buffer.sourceHardware, port: port.number, now: now)
    let known =
      buffer.destinationHardware.isGroup ? nil : database.port(of: buffer.destinationHardware, now: now)
    if let known {
      guard known != port.number else {
        network.trace(buffer, at: name, .dropped(.bridgePortSame))
        return
      }
      forward(buffer, from: port, to: [ports[known]], flooded: false)
    } else {
      // As a bridge does, by the newest port first.
      forward(
        buffer, from: port, to: ports.reversed().filter { $0 !== port && $0.isConnected }, flooded: true)
    }
  }

  private func forward(
    _ buffer: SocketBuffer, from port: SwitchPort, to targets: [SwitchPort], flooded: Bool
  ) {
    network.trace(
      buffer, at: name,
      .bridged(bridge: name, from: port.label, to: targets.map { $0.label }, flooded: flooded))
    for (index, target) in targets.enumerated() {
      target.transmit(index == targets.count - 1 ? buffer : buffer.copy())
    }
  }
}

package final class SwitchPort: CableSocket {
  package let number: Int
  package unowned(unsafe) let owner: Switch
  package unowned(unsafe) var cable: Cable?

  init(number: Int, of owner: Switch) {
    self.number = number
    self.owner = owner
  }

  /// What is plugged in, for traces: `centos:ens33`.
  var label: String {
    guard let place = cable?.other(self).place else { return String(number + 1) }
    return place.interface.map { place.node + ":" + $0 } ?? place.node
  }

  package var isReady: Bool { true }
  package var place: (node: String, interface: String?) { (owner.name, nil) }
  var isConnected: Bool { cable?.other(self).isReady ?? false }

  package func receive(_ buffer: SocketBuffer) { owner.receive(buffer, from: self) }
  package func carrierMayHaveChanged() {}

  func transmit(_ buffer: SocketBuffer) { cable?.transmit(buffer, from: self) }
}

extension Network {
  /// A frame that passes so many bridges goes round in a loop: nothing takes one out of it, since Ethernet has no
  /// time to live and the simulated bridges run no spanning tree unless told to.
  private static let switchHopLimit = 48

  /// False when the frame goes round; the fault ends the simulation.
  func countSwitchHop(_ buffer: SocketBuffer, at name: String) -> Bool {
    buffer.switchHops += 1
    if buffer.switchHops > Self.switchHopLimit - 8 { loopWitnesses.append(name) }
    guard buffer.switchHops > Self.switchHopLimit else { return true }
    var names: [String] = []
    for name in loopWitnesses where !names.contains(name) { names.append(name) }
    report(.switchLoop(through: names.sorted()))
    return false
  }
}
