import Linux
import Packets
import Simulation

/// tracert as Windows 10 and 11 have it, in English.
enum WindowsTracert {
  static let program = Program("tracert", running: main)

  private static func main(_ process: Process) throws(Unsimulated) {
    var host = ""
    var maximum = 30
    var timeout = Nanoseconds.seconds(4)
    var isNumeric = false
    var rest = process.arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "-d", "/d": isNumeric = true
      case "-4", "/4": break
      case "-h", "/h", "-w", "/w":
        guard let text = rest.popFirst(), let value = Int(text), value > 0,
          !word.hasSuffix("h") || value < 256
        else {
          throw Unsimulated("tracert \(word) without a number")
        }
        if word.hasSuffix("h") { maximum = value } else { timeout = .milliseconds(value) }
      default:
        guard !word.hasPrefix("-"), host.isEmpty else { throw Unsimulated("tracert \(word)") }
        host = word
      }
    }
    guard !host.isEmpty else { throw Unsimulated("tracert's usage text") }
    Resolver.resolve(host, for: process) { result in
      switch result {
      case .failure:
        process.write("Unable to resolve target system name \(host).\n")
        process.exit(1)
      case .success(let addresses):
        TracertSession(
          host, addresses[0], maximum: maximum, timeout: timeout, isNumeric: isNumeric, process
        ).begin()
      }
    }
  }
}

/// One run: three echo requests per hop, one after the other.
private final class TracertSession {
  private let host: String
  private let address: IPv4Address
  private let maximum: Int
  private let timeout: Nanoseconds
  private let process: Process
  private let socket: PingSocket
  private let hosts: HostsFile
  private let isNumeric: Bool
  private var hop = 1
  private var tries = 0
  private var sequence = 0
  private var sentAt = Nanoseconds.zero
  private var isWaiting = false
  private var reporter: IPv4Address?

  init(
    _ host: String, _ address: IPv4Address, maximum: Int, timeout: Nanoseconds, isNumeric: Bool,
    _ process: Process
  ) {
    self.host = host
    self.address = address
    self.maximum = maximum
    self.timeout = timeout
    self.isNumeric = isNumeric
    self.process = process
    hosts = HostsFile(process.node.files.readText("/etc/hosts") ?? "")
    socket = PingSocket(namespace: process.namespace, owner: process.socketOwner, identifier: 1)
    process.keep(socket)
    socket.pathMTUDiscovery = .dont
  }

  func begin() {
    let known = host == address.description ? (isNumeric ? nil : hosts.name(of: address)) : host
    if let known {
      process.write("\nTracing route to \(known) [\(address)]\nover a maximum of \(maximum) hops:\n\n")
    } else {
      process.write("\nTracing route to \(address) over a maximum of \(maximum) hops\n\n")
    }
    socket.onReply = { reply in
      if Int(reply.sequence) == self.sequence { self.take(reply.source) }
    }
    socket.onICMPError = { error, sequence, reporter in
      guard Int(sequence) == self.sequence, self.isWaiting else { return }
      switch error {
      case .timeExceeded: self.take(reporter)
      case .redirect: break
      case .destinationUnreachable(let code):
        self.stop(reporter, code == 0 ? "net" : code == 3 ? "port" : code == 2 ? "protocol" : "host")
      default: self.stop(reporter, "host")
      }
    }
    process.write("\(String(hop).leftPadded(3))  ")
    probe()
  }

  private func probe() {
    sequence += 1
    tries += 1
    sentAt = process.clock.now
    isWaiting = true
    socket.timeToLive = UInt8(hop)
    let failure = socket.send(
      sequence: UInt16(truncatingIfNeeded: sequence), payload: [UInt8](repeating: 0, count: 64)[...],
      to: address)
    if let failure, failure != .notPermitted {
      process.write("Transmit error: code 1231.\n")
      return process.exit(1)
    }
    let current = sequence
    process.after(timeout) {
      guard self.isWaiting, self.sequence == current else { return }
      self.isWaiting = false
      self.process.write("   *     ")
      self.next()
    }
  }

  private func take(_ source: IPv4Address) {
    guard isWaiting else { return }
    isWaiting = false
    reporter = source
    let milliseconds = (process.clock.now - sentAt).milliseconds
    process.write((milliseconds == 0 ? "<1" : String(milliseconds)).leftPadded(4) + " ms  ")
    next()
  }

  private func stop(_ source: IPv4Address, _ what: String) {
    isWaiting = false
    process.write("\(name(of: source)) reports: Destination \(what) unreachable.\n\nTrace complete.\n")
    process.exit(0)
  }

  private func next() {
    guard tries == 3 else { return probe() }
    process.write(reporter.map { "\(name(of: $0))\n" } ?? "Request timed out.\n")
    if reporter == address || hop == maximum {
      process.write("\nTrace complete.\n")
      return process.exit(0)
    }
    hop += 1
    (tries, reporter) = (0, nil)
    process.write("\(String(hop).leftPadded(3))  ")
    probe()
  }

  /// With a space behind it, as Windows writes it.
  private func name(of address: IPv4Address) -> String {
    guard !isNumeric, let name = hosts.name(of: address) else { return "\(address) " }
    return "\(name) [\(address)] "
  }
}
