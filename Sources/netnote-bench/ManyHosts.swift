import Lab
import Linux
import Simulation

/// A thousand hosts on one switch: making them, and one of them pinging all others.
enum ManyHosts {
  static let hosts = 1_000

  static func rows() -> [Row] {
    let building = Measurement().seconds(of: {}, { _ in _ = network(hosts) })
    let (small, large) = (costPerFrame(hosts / 4), costPerFrame(hosts))
    return [
      Row(
        subject: "\(hosts) hosts on a switch", measured: "built in \(Figure.text(building * 1e3)) ms",
        comparison: "50 ms", ratio: building / 0.05, goal: .atMost(1)),
      Row(
        subject: "\(hosts - 1) pings over it",
        measured: "\(Figure.text(large.nanoseconds)) ns a frame (\(Figure.text(large.seconds)) s)",
        comparison: "with \(hosts / 4) hosts: \(Figure.text(small.nanoseconds)) ns",
        ratio: large.nanoseconds / small.nanoseconds, goal: .atMost(2)),
    ]
  }

  private static func network(_ count: Int) -> Scenario {
    var text = "switch s\n"
    for host in 1...count { text += "host h\(host)\nlink h\(host):eth0 \(address(host))/16 -- s\n" }
    let network = Scenario()
    network.run(text)
    return network
  }

  private static func address(_ host: Int) -> String { "10.0.\(host >> 8).\(host & 255)" }

  private static func costPerFrame(_ count: Int) -> (seconds: Double, nanoseconds: Double) {
    var frames = 0
    let pings = (2...count).map { "h1$ ping -q -c 1 \(address($0))" }.joined(separator: "\n")
    let seconds = Measurement(runs: 3).seconds(of: { network(count) }) { network in
      let before = network.lab.network.clock.eventCount
      let result = network.run(pings)
      precondition(result.lines.allSatisfy { $0.exitStatus == 0 })
      frames = network.lab.network.clock.eventCount - before
    }
    return (seconds, seconds / Double(frames) * 1e9)
  }
}
