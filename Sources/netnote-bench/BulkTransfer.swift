import Lab
import Linux
import Packets
import Simulation

/// A hundred megabytes over one TCP connection through eight routers, against ns-3.
enum BulkTransfer {
  static let bytes = 100_000_000

  static func rows() -> [Row] {
    let seconds = Measurement().seconds(of: { Chain(routers: FloodPing.routers) }, transfer)
    let rate = Double(bytes) / 1e6 / seconds
    return [
      Row(
        subject: "100 MB over TCP, \(FloodPing.routers) routers", measured: "\(Figure.text(rate)) MB/s",
        comparison: "ns-3 3.37, optimised: \(Figure.text(Reference.megabytes))",
        ratio: rate / Reference.megabytes, goal: .atLeast(5))
    ]
  }

  static func transfer(_ chain: Chain) {
    let owner = SocketOwner(name: "bench", processIdentifier: 1)
    let listener = TCPListener(namespace: chain.far, owner: owner)
    let sender = TCPSocket(namespace: chain.near, owner: owner)
    var received = 0
    var accepted: TCPSocket?
    let block = [UInt8](repeating: 0x6E, count: 65536)
    do throws(KernelError) {
      try listener.bind(.any, port: 5001)
      try listener.listen(backlog: 1)
      listener.onAcceptable = {
        accepted = listener.accept()
        accepted?.onReceive = { received += $0.count }
      }
      var left = bytes
      func fill() {
        while left > 0, sender.pendingBytes < 4 * block.count {
          let size = min(left, block.count)
          left -= size
          _ = sender.send(block[..<size])
        }
      }
      sender.onConnected = fill
      sender.onAcknowledged = fill
      try sender.connect(to: IPv4Address(chain.destination)!, port: 5001)
    } catch {
      preconditionFailure(error.text)
    }
    let clock = chain.scenario.lab.network.clock
    while received < bytes, clock.step() {}
    precondition(received == bytes, "only \(received) octets came")
    (sender.onConnected, sender.onAcknowledged) = (nil, nil)
  }
}
