import Linux
import Packets
import Simulation

/// traceroute 2.1.2.
package enum Traceroute {
  static let programs: [Program] = [Program("traceroute", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    let options: TracerouteOptions
    do throws(TracerouteOptions.Failure) {
      options = try TracerouteOptions(process.arguments)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .problem(let text, let status):
        let isVersion = process.arguments.contains { $0 == "-V" || $0 == "--version" }
        if isVersion { process.write(text) } else { process.writeError(text) }
        process.exit(status)
        return
      }
    }
    Resolver.resolve(options.host, for: process) { result in
      switch result {
      case .failure(let error):
        let place = (process.arguments.firstIndex(of: options.host) ?? 0) + 1
        process.writeError(
          "\(options.host): \(error.text)\n"
            + TracerouteOptions.cannotHandle("host", options.host, position: 1, argument: place))
        process.exit(2)
      case .success(let addresses):
        TracerouteSession(options, addresses[0], process).begin()
      }
    }
  }
}

/// One run: probes are sent up to sixteen at a time, and shown in their order.
private final class TracerouteSession {
  private let options: TracerouteOptions
  private let destination: IPv4Address
  private let process: Process
  private let names: ReverseNames
  private let sender: any TracerouteSender
  private var probes: [TracerouteProbe]
  /// The first probe that is not shown yet, and the end of those that matter.
  private var start: Int
  private var end: Int
  private var pauseEnds = Nanoseconds.zero
  private var isWaiting = false
  /// More probes are about to be sent: until then nobody reads the answers.
  private var isPreparing = false
  private var unread: [(answer: TracerouteAnswer, index: Int, span: Nanoseconds)] = []
  private var previous: IPv4Address?

  init(_ options: TracerouteOptions, _ destination: IPv4Address, _ process: Process) {
    self.options = options
    self.destination = destination
    self.process = process
    names = ReverseNames(process)
    start = (options.firstHop - 1) * options.probesPerHop
    end = options.maximumHops * options.probesPerHop
    probes = [TracerouteProbe](repeating: TracerouteProbe(), count: end)
    switch options.method {
    case .udpPorts, .udp: sender = UDPProbes(options, destination, process)
    case .icmp: sender = ICMPProbes(options, destination, process)
    case .tcp: sender = TCPProbes(options, destination, process)
    }
  }

  func begin() {
    process.write(
      "traceroute to \(options.host) (\(destination)), \(options.maximumHops) hops max, "
        + "\(options.packetLength) byte packets\n")
    if let problem = configure() { return fail(problem) }
    sender.onAnswer = { self.take($1, for: $0) }
    proceed()
  }

  /// What is wrong with the source or the interface.
  private func configure() -> String? {
    if let name = options.interface {
      guard let device = process.namespace.device(named: name) else {
        return "setsockopt SO_BINDTODEVICE: No such device"
      }
      sender.device = device
    }
    if let source = options.source {
      guard let address = IPv4Address(source), process.namespace.isLocal(address) else {
        return "bind: Cannot assign requested address"
      }
      sender.source = address
    }
    return nil
  }

  private func fail(_ text: String) {
    process.writeError(text + "\n")
    process.exit(1)
  }

  // MARK: - Sending

  /// Shows what is done, and sends while there is room (traceroute.c, do_it).
  private func proceed() {
    guard process.isRunning, !isWaiting else { return }
    var underWay = 0
    var index = start
    while index < end {
      if probes[index].isDone {
        if index == start {
          guard hasName(index) else { return }
          show(index)
          start += 1
        }
        if probes[index].isFinal { end = min(end, (index / options.probesPerHop + 1) * options.probesPerHop) }
        index += 1
        continue
      }
      if probes[index].sent == nil {
        guard mayProceed(at: index) else { return }
        guard send(index) else { return }
      }
      underWay += 1
      if underWay >= options.simultaneous { break }
      index += 1
    }
    readAnswers()
    if start < end, probes[start].isDone { return proceed() }
    guard start >= end else { return }
    process.write("\n")
    process.exit(0)
  }

  /// What opening and setting up the next probe's socket takes: an answer from near comes before the next probe leaves.
  private static let preparation = Nanoseconds.microseconds(500)

  /// False while the next probe is prepared, or `-z` asks for a pause: it goes on afterwards.
  private func mayProceed(at index: Int) -> Bool {
    let now = process.clock.now
    guard now < pauseEnds else {
      pauseEnds = now + max(options.pause, Self.preparation)
      return true
    }
    isWaiting = true
    isPreparing = options.pause == .zero
    process.after(pauseEnds - now) {
      self.isWaiting = false
      self.isPreparing = false
      self.proceed()
    }
    return false
  }

  /// False when the network would not even take the probe.
  private func send(_ index: Int) -> Bool {
    probes[index].sent = process.clock.now
    let failure = sender.send(index, timeToLive: UInt8(index / options.probesPerHop + 1))
    if let failure, failure != .messageTooLong {
      let isSending = options.method == .icmp || options.method == .tcp || failure == .notPermitted
      fail("\(isSending ? "send" : "connect"): \(failure.text)")
      return false
    }
    process.after(options.wait) { self.expire(index) }
    return true
  }

  private func expire(_ index: Int) {
    guard !probes[index].isDone else { return }
    probes[index].isDone = true
    proceed()
  }

  private func take(_ answer: TracerouteAnswer, for index: Int) {
    guard probes.indices.contains(index), !probes[index].isDone, let sent = probes[index].sent else { return }
    unread.append((answer, index, process.clock.now - sent))
    guard !isPreparing else { return }
    readAnswers()
    process.after(.zero) { self.proceed() }
  }

  private func readAnswers() {
    for (answer, index, span) in unread where !probes[index].isDone {
      probes[index].isDone = true
      probes[index].answer = answer
      probes[index].span = span
    }
    unread = []
  }

  // MARK: - Showing

  /// False while a server is being asked for the name of who answered; it goes on afterwards.
  private func hasName(_ index: Int) -> Bool {
    guard !options.isNumeric, let address = probes[index].answer?.address, !names.hasAsked(address) else {
      return true
    }
    isWaiting = true
    names.ask([address]) {
      self.isWaiting = false
      self.proceed()
    }
    return false
  }

  private func show(_ index: Int) {
    let probe = probes[index]
    var text = ""
    if index % options.probesPerHop == 0 {
      if index / options.probesPerHop + 1 > options.firstHop { text += "\n" }
      text += String(index / options.probesPerHop + 1).leftPadded(2) + " "
      previous = nil
    }
    if let answer = probe.answer {
      if previous != answer.address { text += name(of: answer.address) }
      previous = answer.address
      text += "  \(probe.span.milliseconds(digits: 3)) ms"
      if !answer.mark.isEmpty { text += " \(answer.mark)" }
    } else {
      text += " *"
    }
    process.write(text)
  }

  private func name(of address: IPv4Address) -> String {
    options.isNumeric ? " \(address)" : " \(names[address] ?? address.description) (\(address))"
  }
}

private struct TracerouteProbe {
  var sent: Nanoseconds?
  var isDone = false
  var answer: TracerouteAnswer?
  var span = Nanoseconds.zero
  var isFinal: Bool { answer?.isFinal ?? false }
}
