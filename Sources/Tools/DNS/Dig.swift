import Linux
import Packets
import Simulation

/// dig 9.18.
enum Dig {
  static let programs: [Program] = [Program("dig", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    let options: DigOptions
    do throws(DigOptions.Failure) {
      options = try DigOptions(process.arguments)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .usage(let text):
        process.writeError(text + DigOptions.usage)
        return process.exit(1)
      case .fatal(let text):
        process.writeError(text)
        return process.exit(fatalStatus)
      case .version:
        process.writeError("DiG \(DigOptions.version)\n")
        return process.exit(0)
      }
    }
    process.write(options.warnings)
    NameServers.find(options.server, process) { servers in
      guard let servers else { return process.exit(fatalStatus) }
      DigRun(options, servers, process).next()
    }
  }

  static let fatalStatus = 10
  /// No server could be reached.
  static let noReplyStatus = 9
}

/// The servers that BIND's tools ask.
enum NameServers {
  /// Those of /etc/resolv.conf, or the one that was named; nil, and said, when that has no address.
  static func find(_ name: String?, _ process: Process, then: @escaping ([DNSClient.Server]?) -> Void) {
    guard let name else { return then(configured(process)) }
    if let address = IPv4Address(name) { return then([DNSClient.Server(address: address, name: name)]) }
    Resolver.resolve(name, for: process) { result in
      switch result {
      case .success(let addresses): then([DNSClient.Server(address: addresses[0], name: name)])
      case .failure(let failure):
        let why = failure == .unknown ? "not found" : "failure"
        process.writeError("\(process.name): couldn't get address for '\(name)': \(why)\n")
        then(nil)
      }
    }
  }

  private static func configured(_ process: Process) -> [DNSClient.Server] {
    let addresses = ResolverConfiguration(process.node.files.readText("/etc/resolv.conf") ?? "").servers
    // Without any, the host itself is asked.
    let own = [
      DNSClient.Server(address: nil, name: "::1"), DNSClient.Server(address: .loopback, name: "127.0.0.1"),
    ]
    return addresses.isEmpty ? own : addresses.map { DNSClient.Server(address: $0, name: "\($0)") }
  }
}

/// The look-ups of one call, one after the other.
private final class DigRun {
  private let options: DigOptions
  private let servers: [DNSClient.Server]
  private let process: Process
  private let configuration: ResolverConfiguration
  private var index = 0
  /// The full names that the look-up under way still has to try.
  private var candidates: ArraySlice<String> = []
  private var greeting = ""
  private var status = 0

  init(_ options: DigOptions, _ servers: [DNSClient.Server], _ process: Process) {
    (self.options, self.servers, self.process) = (options, servers, process)
    configuration = ResolverConfiguration(process.node.files.readText("/etc/resolv.conf") ?? "")
  }

  private var settings: DigOptions.Settings { options.lookups[index].settings }

  func next() {
    guard index < options.lookups.count else { return process.exit(status) }
    let lookup = options.lookups[index]
    greeting = lookup.greeting
    var configuration = configuration
    if let dots = settings.dots { configuration.dots = dots }
    candidates = settings.searches ? configuration.candidates(for: lookup.name)[...] : [lookup.name]
    askNextName()
  }

  private func askNextName() {
    guard let name = candidates.popFirst() else { return }
    var request = DNSClient.Request(query: query(name), servers: servers)
    request.port = options.port
    (request.source, request.sourcePort) = (options.source, options.sourcePort)
    request.usesStream = settings.usesStream ?? (settings.type == .any)
    request.tries = settings.tries ?? (configuration.hasAttempts ? configuration.attempts : 3)
    request.timeout = settings.timeout ?? (configuration.hasTimeout ? configuration.timeout : nil)
    request.retriesTruncated = !settings.ignoresTruncation
    request.leavesFailing = settings.leavesFailing
    if settings.showsQuery { show(request.query) }
    DNSClient.ask(request, for: process, report: { [self] in process.write($0 + "\n") }) {
      [self] answer, saidSo in
      if let answer { take(answer) } else { fail(saidSo) }
    }
  }

  private func query(_ name: String) -> DNSMessage {
    let random = process.system.network
    var query = DNSMessage(identifier: UInt16(truncatingIfNeeded: random.random.next()))
    query.questions = [
      DNSMessage.Question(name: name, type: settings.type, recordClass: settings.recordClass)
    ]
    query.recursionDesired = settings.recurses
    query.isAuthoritative = settings.setsAuthoritative
    query.isAuthentic = settings.authenticates
    query.checkingDisabled = settings.disablesChecking
    guard settings.usesExtensions || settings.wantsSignatures else { return query }
    var extensions = DNSMessage.Extensions(payloadSize: settings.payloadSize)
    extensions.wantsSignatures = settings.wantsSignatures
    if settings.sendsCookie {
      let cookie = random.random.next()
      extensions.options = [
        DNSMessage.Extensions.Option(
          code: DNSMessage.Extensions.Option.cookie,
          value: Bytes((0..<8).map { UInt8(truncatingIfNeeded: cookie >> UInt64(8 * $0)) }))
      ]
    }
    query.extensions = extensions
    return query
  }

  // MARK: - What came back

  private func fail(_ saidSo: Bool) {
    if !saidSo { process.write(greeting + DNSClient.noServers + "\n") }
    status = Dig.noReplyStatus
    index += 1
    next()
  }

  private func take(_ answer: DNSClient.Answer) {
    if answer.message.responseCode == .nameError, !candidates.isEmpty { return askNextName() }
    if settings.isShort { showShort(answer) } else { show(answer) }
    index += 1
    next()
  }

  private func showShort(_ answer: DNSClient.Answer) {
    for record in answer.message.answers {
      var line = DNSPresentation.data(record.data)
      if settings.identifiesServer {
        line += " from server \(answer.server.addressText) in \(answer.elapsed.milliseconds) ms."
      }
      process.write(line + "\n")
    }
  }

  private var printer: DNSMessagePrinter {
    var printer = settings.printer
    printer.presentation = DNSPresentation(
      showsLifetime: settings.showsLifetime, showsClass: settings.showsClass,
      isMultiline: settings.isMultiline)
    return printer
  }

  private func show(_ answer: DNSClient.Answer) {
    let message = answer.message
    if settings.isMultiline, (message.answers + message.authorities).contains(where: { $0.data.type == .soa })
    {
      return process.fail(Unsimulated("dig +multiline for a record of several lines"))
    }
    var text = settings.showsCommand ? greeting : ""
    greeting = ""
    if settings.printer.showsComments {
      text += ";; Got answer:\n" + printer.header(message)
      if settings.recurses, !message.recursionAvailable {
        text += ";; WARNING: recursion requested but not available\n"
      }
      text += "\n"
    }
    text += printer.sections(message)
    if settings.showsStatistics { text += statistics(answer) }
    process.write(text)
  }

  private func statistics(_ answer: DNSClient.Answer) -> String {
    let time = CalendarTime(process.clock.now).formatted("%a %b %d %H:%M:%S %Z %Y") ?? ""
    return """
      ;; Query time: \(answer.elapsed.milliseconds) msec
      ;; SERVER: \(answer.server.addressText)#\(options.port)(\(answer.server.name)) (\(answer.isStream ? "TCP" : "UDP"))
      ;; WHEN: \(time)
      ;; MSG SIZE  rcvd: \(answer.size)


      """
  }

  /// The question as it is sent.
  private func show(_ query: DNSMessage) {
    var text = greeting
    greeting = ""
    if settings.printer.showsComments { text += ";; Sending:\n" + printer.header(query) + "\n" }
    text += printer.sections(query) + ";; QUERY SIZE: \(query.encoded().count)\n\n"
    process.write(text)
  }
}
