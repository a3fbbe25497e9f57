import Packets
import Simulation

/// nslookup of BIND 9.18: not the interactive one, but that which reads its commands from a pipe too.
enum Nslookup {
  static let programs: [Program] = [Program("nslookup", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    var settings = NslookupSettings()
    var operands: [String] = []
    for word in process.arguments {
      if word.hasPrefix("-"), word.count > 1 {
        try settings.apply(String(word.dropFirst()), process)
      } else {
        operands.append(word)
      }
    }
    if operands.count > 2 {
      process.writeError(usage)
      return process.exit(1)
    }
    let session = NslookupSession(process, settings)
    guard let name = operands.first, name != "-" else {
      guard operands.count < 2 else { throw Unsimulated("nslookup - with a server") }
      guard !process.input.isTerminal else { throw Unsimulated("the interactive nslookup") }
      return session.readCommands()
    }
    NameServers.find(operands.count > 1 ? operands[1] : nil, process) { servers in
      guard let servers else { return process.exit(1) }
      session.servers = servers
      session.lookUp(name) { process.exit(session.status) }
    }
  }

  private static let usage = """
    Usage:
       nslookup [-opt ...]             # interactive mode using default server
       nslookup [-opt ...] - server    # interactive mode using 'server'
       nslookup [-opt ...] host        # just look up 'host' using default server
       nslookup [-opt ...] host server # just look up 'host' using 'server'

    """
}

struct NslookupSettings {
  /// Nil: the addresses by IPv4 and by IPv6.
  var type: DNSMessage.RecordType?
  var options = NameLookup.Options(tries: 3)
  private var hasTries = false

  /// An option without its dash, or what follows `set`.
  mutating func apply(_ text: String, _ process: Process) throws(Unsimulated) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    let name = parts[0].lowercased()
    guard parts.count == 2 else {
      switch name {
      case "vc": options.usesStream = true
      case "novc": options.usesStream = false
      case "recurse", "rec": options.recurses = true
      case "norecurse", "norec": options.recurses = false
      case "search", "sea": options.searches = true
      case "nosearch", "nosea": options.searches = false
      case "nodebug", "nodeb", "nod2", "fail", "nofail": break
      case "debug", "deb", "d2": throw Unsimulated("nslookup -\(text)")
      default: process.write("*** Invalid option: \(text)\n")
      }
      return
    }
    let value = parts[1]
    switch name {
    case "type", "ty", "querytype", "query", "qtype", "qu", "q":
      if let type = DNSMessage.RecordType(named: value) {
        guard type != .axfr else { throw Unsimulated("zone transfers (nslookup -\(text))") }
        self.type = type
      } else {
        process.write("unknown query type: \(value)\n")
        type = .a
      }
    case "class", "cl":
      guard value.lowercased() == "in" else { throw Unsimulated("nslookup -\(text)") }
    case "port", "po": if let port = UInt16(value) { options.port = port }
    case "timeout", "ti": if let seconds = Int(value) { options.timeout = .seconds(max(1, seconds)) }
    case "retry", "ret":
      if let count = Int(value) { options.tries = max(1, count) }
      hasTries = true
    case "ndots": options.dots = Int(value)
    default: throw Unsimulated("nslookup -\(text)")
    }
  }

  /// The tries of /etc/resolv.conf count where none were given.
  mutating func adopt(_ configuration: ResolverConfiguration) {
    if !hasTries, configuration.hasAttempts { options.tries = configuration.attempts }
  }
}

private final class NslookupSession {
  private let process: Process
  private var settings: NslookupSettings
  var servers: [DNSClient.Server] = []
  private(set) var status = 0
  private var hasShownServer = false
  private var hasSaidNonAuthoritative = false

  init(_ process: Process, _ settings: NslookupSettings) {
    self.process = process
    self.settings = settings
    self.settings.adopt(ResolverConfiguration(process.node.files.readText("/etc/resolv.conf") ?? ""))
  }

  // MARK: - Commands

  func readCommands() {
    readsCommands = true
    NameServers.find(nil, process) { [self] servers in
      self.servers = servers ?? []
      process.input.onReadable = { [self] in proceed() }
    }
  }

  private var isBusy = false
  private var readsCommands = false

  private func proceed() {
    while !isBusy, process.isRunning {
      guard let line = process.input.readLine() else {
        if process.input.isDrained { endCommands() }
        return
      }
      let words = line.split(separator: " ").map { String($0) }
      guard let first = words.first else { continue }
      switch first.lowercased() {
      case "exit": return endCommands()
      case "server", "lserver":
        guard words.count == 2 else { continue }
        isBusy = true
        NameServers.find(words[1], process) { [self] servers in
          isBusy = false
          guard let servers else { return proceed() }
          self.servers = servers
          process.write(
            "Default server: \(servers[0].name)\nAddress: \(servers[0].addressText)#\(settings.options.port)\n"
          )
          proceed()
        }
      case "set":
        for word in words.dropFirst() {
          do throws(Unsimulated) { try settings.apply(word, process) } catch { return process.fail(error) }
        }
      default:
        isBusy = true
        lookUp(first) { [self] in
          isBusy = false
          proceed()
        }
      }
    }
  }

  private func endCommands() {
    process.write("\n")
    process.exit(status)
  }

  // MARK: - Looking up

  func lookUp(_ name: String, then: @escaping () -> Void) {
    hasShownServer = false
    hasSaidNonAuthoritative = false
    let lookup = NameLookup(servers, settings.options, process)
    if let address = IPv4Address(name), settings.type == nil || settings.type == .ptr {
      return lookup.ask(DNSMessage.reverseName(of: address), .ptr, isWhole: true) { [self] outcome in
        take(outcome, typed: DNSMessage.reverseName(of: address), .ptr)
        finish(then)
      }
    }
    if let type = settings.type {
      var options = settings.options
      options.usesStream = options.usesStream || type == .any
      return NameLookup(servers, options, process).ask(name, type) { [self] outcome in
        take(outcome, typed: name, type)
        finish(then)
      }
    }
    lookup.ask(name, .a) { [self] outcome in
      guard case .answer(let answer, let full) = outcome, answer.message.responseCode == .noError else {
        take(outcome, typed: name, .a)
        return finish(then)
      }
      show(answer, .a, isQuietWhenEmpty: true, full)
      let canonical = Self.canonicalName(full, answer.message)
      lookup.ask(canonical, .aaaa, isWhole: true) { [self] second in
        if case .answer(let other, _) = second, other.message.responseCode == .noError {
          show(other, .aaaa, isQuietWhenEmpty: true, full)
          if answer.message.answers.isEmpty, other.message.answers.isEmpty {
            process.write("*** Can't find \(full): No answer\n")
          }
        } else {
          take(second, typed: canonical, .aaaa)
        }
        finish(then)
      }
    }
  }

  private func finish(_ then: () -> Void) {
    // Among commands the empty line stands at their end.
    if !readsCommands { process.write("\n") }
    then()
  }

  static func canonicalName(_ name: String, _ message: DNSMessage) -> String {
    var canonical = name
    for record in message.answers {
      if case .canonicalName(let target) = record.data { canonical = target }
    }
    return canonical
  }

  private func take(_ outcome: NameLookup.Outcome, typed: String, _ type: DNSMessage.RecordType) {
    switch outcome {
    case .noServers(let saidSo):
      if !saidSo { process.write(DNSClient.noServers + "\n") }
      status = 1
    case .answer(let answer, let name):
      guard answer.message.responseCode == .noError else {
        showServer(answer, type)
        let shown = answer.message.responseCode == .nameError ? typed : name
        process.write(
          "** server can't find \(shown): \(DNSPresentation.responseCode(answer.message.responseCode))\n")
        status = 1
        return
      }
      show(answer, type, isQuietWhenEmpty: false, name)
    }
  }

  private func showServer(_ answer: DNSClient.Answer, _ type: DNSMessage.RecordType) {
    // Answers about addresses' names do not say who gave them.
    guard !hasShownServer, type != .ptr || settings.type != nil else { return }
    hasShownServer = true
    process.write(
      "Server:\t\t\(answer.server.name)\nAddress:\t\(answer.server.addressText)#\(settings.options.port)\n\n")
  }

  private func show(
    _ answer: DNSClient.Answer, _ type: DNSMessage.RecordType, isQuietWhenEmpty: Bool, _ name: String
  ) {
    let message = answer.message
    let isReverse = type == .ptr && settings.type == nil
    showServer(answer, type)
    if !message.isAuthoritative, !isReverse, !hasSaidNonAuthoritative, type != .aaaa || !isQuietWhenEmpty {
      process.write("Non-authoritative answer:\n")
      hasSaidNonAuthoritative = true
    }
    if message.answers.isEmpty, !isQuietWhenEmpty { process.write("*** Can't find \(name): No answer\n") }
    for record in message.answers { process.write(Self.line(record)) }
    guard !message.isAuthoritative, type != .a, type != .aaaa else { return }
    process.write("\nAuthoritative answers can be found from:\n")
    for record in message.authorities + message.additionals { process.write(Self.line(record)) }
  }

  private static func line(_ record: DNSMessage.Record) -> String {
    let name = record.name
    return switch record.data {
    case .address(let address): "Name:\t\(name)\nAddress: \(address)\n"
    case .longAddress(let address): "Name:\t\(name)\nAddress: \(address)\n"
    case .canonicalName(let target): "\(name)\tcanonical name = \(target).\n"
    case .pointer(let target): "\(name)\tname = \(target).\n"
    case .mailExchange(let preference, let target): "\(name)\tmail exchanger = \(preference) \(target).\n"
    case .nameServer(let target): "\(name)\tnameserver = \(target).\n"
    case .text: "\(name)\ttext = \(DNSPresentation.data(record.data))\n"
    case .service: "\(name)\tservice = \(DNSPresentation.data(record.data))\n"
    case .authority(let start):
      "\(name)\n\torigin = \(start.nameServer)\n\tmail addr = \(start.mailbox)\n\tserial = \(start.serial)\n"
        + "\trefresh = \(start.refresh)\n\tretry = \(start.retry)\n\texpire = \(start.expire)\n"
        + "\tminimum = \(start.minimum)\n"
    case .other(let type, _): "\(name)\trdata_\(type.number) = \(DNSPresentation.data(record.data))\n"
    }
  }
}
