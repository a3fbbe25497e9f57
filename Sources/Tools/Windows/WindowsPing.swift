import Linux
import Packets
import Simulation

/// ping as Windows 10 and 11 have it, in English. A command line in Linux's manner runs Linux's ping.
enum WindowsPing {
  static let program = Program("ping", running: main)

  private static func main(_ process: Process) throws(Unsimulated) {
    guard let options = try WindowsPingOptions(process.arguments) else {
      guard let linux = ProgramTable.program(named: "ping") else { return }
      return try linux.main(process)
    }
    Resolver.resolve(options.host, for: process) { result in
      switch result {
      case .failure:
        process.write(
          "Ping request could not find host \(options.host). Please check the name and try again.\n")
        process.exit(1)
      case .success(let addresses): WindowsPingSession(options, addresses[0], process).begin()
      }
    }
  }
}

struct WindowsPingOptions {
  private(set) var host = ""
  private(set) var count: Int? = 4
  private(set) var length = 32
  private(set) var timeToLive: UInt8?
  private(set) var timeout = Nanoseconds.milliseconds(4000)
  private(set) var dontFragment = false

  /// Nil for a command line in Linux's manner.
  init?(_ arguments: [String]) throws(Unsimulated) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-") || word.hasPrefix("/"), word.count > 1 else {
        guard host.isEmpty else { return nil }
        host = word
        continue
      }
      switch word.dropFirst() {
      case "t": count = nil
      case "4", "a": if word.hasSuffix("a") { throw Unsimulated("ping -a of Windows") }
      case "f": dontFragment = true
      case "n", "l", "i", "w":
        guard let text = rest.popFirst(), let value = Int(text) else { return nil }
        try set(word.last!, value)
      case "r", "s", "j", "k", "R", "S", "c", "p", "6", "v":
        if ["-c", "-s", "-v", "-p", "-R", "-S"].contains(word) { return nil }
        throw Unsimulated("ping \(word) of Windows")
      default: return nil
      }
    }
    guard !host.isEmpty else { throw Unsimulated("the usage text of Windows' ping") }
  }

  private mutating func set(_ letter: Character, _ value: Int) throws(Unsimulated) {
    switch letter {
    case "n" where value > 0: count = value
    case "l" where (0...65500).contains(value): length = value
    case "i" where (1...255).contains(value): timeToLive = UInt8(value)
    case "w" where value >= 0: timeout = .milliseconds(value)
    default: throw Unsimulated("ping -\(letter) \(value) of Windows")
    }
  }
}

/// One run: a request, its answer or none, and the next a second after.
private final class WindowsPingSession {
  private let options: WindowsPingOptions
  private let address: IPv4Address
  private let process: Process
  private let socket: PingSocket
  private var sequence = 0
  private var sentAt = Nanoseconds.zero
  private var isWaiting = false
  private var received = 0
  private var spans: [Int] = []
  private var hasAnswer = false

  init(_ options: WindowsPingOptions, _ address: IPv4Address, _ process: Process) {
    self.options = options
    self.address = address
    self.process = process
    socket = PingSocket(namespace: process.namespace, owner: process.socketOwner, identifier: 1)
    process.keep(socket)
    socket.timeToLive = options.timeToLive
    socket.pathMTUDiscovery = options.dontFragment ? .do : .dont
  }

  func begin() {
    let name = options.host == address.description ? options.host : "\(options.host) [\(address)]"
    process.write("\nPinging \(name) with \(options.length) bytes of data:\n")
    socket.onReply = { self.receive($0) }
    socket.onICMPError = { error, sequence, reporter in
      guard Int(sequence) == self.sequence, self.isWaiting else { return }
      self.report(error, reporter)
    }
    process.onSignal = { signal in
      guard signal == .interrupt else { return false }
      self.finish()
      return true
    }
    probe()
  }

  private func probe() {
    sequence += 1
    sentAt = process.clock.now
    isWaiting = true
    let payload = (0..<options.length).map { UInt8(ascii: "a") + UInt8($0 % 23) }
    let failure = socket.send(
      sequence: UInt16(truncatingIfNeeded: sequence), payload: payload[...], to: address)
    switch failure {
    case .messageTooLong?: answer("Packet needs to be fragmented but DF set.")
    case nil, .notPermitted?:
      let current = sequence
      process.after(options.timeout) {
        if self.isWaiting, self.sequence == current { self.answer("Request timed out.") }
      }
    case _?: answer("PING: transmit failed. General failure. ")
    }
  }

  private func receive(_ reply: PingSocket.Reply) {
    guard isWaiting, Int(reply.sequence) == sequence else { return }
    let milliseconds = (process.clock.now - sentAt).milliseconds
    spans.append(milliseconds)
    received += 1
    hasAnswer = true
    let time = milliseconds == 0 ? "time<1ms" : "time=\(milliseconds)ms"
    answer("Reply from \(reply.source): bytes=\(reply.payload.count) \(time) TTL=\(reply.timeToLive)")
  }

  private func report(_ error: ICMPError, _ reporter: IPv4Address) {
    let words: String
    switch error {
    case .timeExceeded(let code):
      words = code == 0 ? "TTL expired in transit." : "TTL expired during reassembly."
    case .fragmentationNeeded: words = "Packet needs to be fragmented but DF set."
    case .destinationUnreachable(let code):
      switch code {
      case 0, 6, 9, 11, 13: words = "Destination net unreachable."
      case 2: words = "Destination protocol unreachable."
      case 3: words = "Destination port unreachable."
      default: words = "Destination host unreachable."
      }
    case .redirect, .parameterProblem: return
    }
    // Windows counts every answer as received, errors too.
    received += 1
    answer("Reply from \(reporter): \(words)")
  }

  private func answer(_ line: String) {
    isWaiting = false
    process.write(line + "\n")
    if sequence == options.count { return finish() }
    let elapsed = process.clock.now - sentAt
    process.after(max(.zero, .seconds(1) - elapsed)) { self.probe() }
  }

  private func finish() {
    guard process.isRunning else { return }
    let lost = sequence - received
    var text = "\nPing statistics for \(address):\n"
    text += "    Packets: Sent = \(sequence), Received = \(received), Lost = \(lost) "
    text += "(\(sequence == 0 ? 0 : lost * 100 / sequence)% loss),\n"
    if let least = spans.min(), let most = spans.max() {
      text +=
        "Approximate round trip times in milli-seconds:\n    Minimum = \(least)ms, Maximum = \(most)ms, "
      text += "Average = \(spans.reduce(0, +) / spans.count)ms\n"
    }
    process.write(text)
    process.exit(hasAnswer ? 0 : 1)
  }
}
