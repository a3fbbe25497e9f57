import Linux
import Simulation

/// `brctl showstp`. A bridge alone is the root of its tree, and no timer of the protocol runs.
enum SpanningTreePrinter {
  static func print(_ process: Process, _ name: String) throws(CommandStop) {
    let bridge = try BrctlCommand.bridge(process, name)
    let identifier = bridge.identifier
    func time(_ span: Nanoseconds) -> String {
      "\(span.seconds).\(String(span.centiseconds % 100).zeroPadded(to: 2))".leftPadded(to: 7)
    }
    var text = "\(name)\n bridge id\t\t\(identifier)\n designated root\t\(identifier)\n"
    text += " root port\t\t   0\t\t\tpath cost\t\t   0\n"
    text += " max age\t\t\(time(bridge.maximumAge))\t\t\tbridge max age\t\t\(time(bridge.maximumAge))\n"
    text += " hello time\t\t\(time(bridge.helloTime))\t\t\tbridge hello time\t\(time(bridge.helloTime))\n"
    text += " forward delay\t\t\(time(bridge.forwardDelay))\t\t\t"
    text += "bridge forward delay\t\(time(bridge.forwardDelay))\n"
    text += " ageing time\t\t\(time(bridge.database.ageing))\n"
    text += " hello timer\t\t\(time(.zero))\t\t\ttcn timer\t\t\(time(.zero))\n"
    text += " topology change timer\t\(time(.zero))\t\t\tgc timer\t\t\(time(.zero))\n flags\t\t\t\n\n\n"
    for port in bridge.ports.sorted(by: { $0.device.name < $1.device.name }) {
      let number = String(port.identifierBits, radix: 16).zeroPadded(to: 4)
      text += "\(port.device.name) (\(port.number))\n"
      text += " port id\t\t\(number)\t\t\tstate\t\t\(port.stateName.leftPadded(to: 15))\n"
      text += " designated root\t\(identifier)\tpath cost\t\t\(String(port.cost).leftPadded(to: 4))\n"
      text += " designated bridge\t\(identifier)\tmessage age timer\t\(time(.zero))\n"
      text += " designated port\t\(number)\t\t\tforward delay timer\t\(time(.zero))\n"
      text += " designated cost\t   0\t\t\thold timer\t\t\(time(.zero))\n flags\t\t\t\n"
      if port.isHairpin { text += " hairpin mode\t\t   1\n" }
      text += "\n"
    }
    process.write(text)
  }
}
