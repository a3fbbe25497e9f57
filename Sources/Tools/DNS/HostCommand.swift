import Packets
import Simulation

/// host of BIND 9.18.
enum HostCommand {
  static let programs: [Program] = [Program("host", running: main)]

  private static let syntax = CommandOptions.Syntax(
    letters: "aAc:dN:p:rR:st:TUvVwW:4", missing: "Clim6")

  private static func main(_ process: Process) throws(Unsimulated) {
    let read = try CommandOptions(process.arguments, "host", syntax)
    if let problem = read.problem {
      process.writeError("host: \(problem)\n" + usage)
      return process.exit(1)
    }
    guard let name = read.operands.first else {
      process.writeError(usage)
      return process.exit(1)
    }
    if read.has("V") {
      process.writeError("host \(DigOptions.version)\n")
      return process.exit(0)
    }
    var type: DNSMessage.RecordType?
    if let word = read.last("t") {
      guard let known = DNSMessage.RecordType(named: word) else {
        process.writeError("host: invalid type: \(word)\n\n")
        return process.exit(1)
      }
      guard known != .axfr else { throw Unsimulated("zone transfers (host -t \(word))") }
      type = known
    }
    if let recordClass = read.last("c"), recordClass.uppercased() != "IN" {
      throw Unsimulated("host -c \(recordClass)")
    }
    let run = HostRun(process, options(read, type, process))
    run.isVerbose = read.has("v") || read.has("d") || read.has("a") || read.has("A")
    run.type = type ?? (read.has("a") || read.has("A") ? .any : nil)
    let server = read.operands.count > 1 ? read.operands[1] : nil
    NameServers.find(server, process) { servers in
      guard let servers else { return process.exit(Dig.fatalStatus) }
      run.servers = servers
      run.showsServer = server != nil
      run.lookUp(name)
    }
  }

  private static func options(
    _ read: CommandOptions, _ type: DNSMessage.RecordType?, _ process: Process
  ) -> NameLookup.Options {
    let configuration = ResolverConfiguration(process.node.files.readText("/etc/resolv.conf") ?? "")
    // Two tries, whatever /etc/resolv.conf says of fewer.
    var options = NameLookup.Options(tries: max(2, read.last("R").flatMap { Int($0) }.map { $0 + 1 } ?? 2))
    if configuration.hasAttempts, read.last("R") == nil { options.tries = max(2, configuration.attempts) }
    options.usesStream = read.has("T") || type == .any && !read.has("a")
    options.recurses = !read.has("r")
    options.dots = read.last("N").flatMap { Int($0) }
    options.port = read.last("p").flatMap { UInt16($0) } ?? 53
    options.timeout = read.last("W").flatMap { Int($0) }.map { .seconds(max(1, $0)) }
    return options
  }

  private static let usage = """
    Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
                [-R number] [-m flag] [-p port] hostname [server]
           -a is equivalent to -v -t ANY
           -A is like -a but omits RRSIG, NSEC, NSEC3
           -c specifies query class for non-IN data
           -C compares SOA records on authoritative nameservers
           -d is equivalent to -v
           -l lists all hosts in a domain, using AXFR
           -m set memory debugging flag (trace|record|usage)
           -N changes the number of dots allowed before root lookup is done
           -p specifies the port on the server to query
           -r disables recursive processing
           -R specifies number of retries for UDP packets
           -s a SERVFAIL response should stop query
           -t specifies the query type
           -T enables TCP/IP mode
           -U enables UDP mode
           -v enables verbose output
           -V print version number and exit
           -w specifies to wait forever for a reply
           -W specifies how long to wait for a reply
           -4 use IPv4 query transport only
           -6 use IPv6 query transport only

    """
}

private final class HostRun {
  private let process: Process
  private let options: NameLookup.Options
  var servers: [DNSClient.Server] = []
  var showsServer = false
  var isVerbose = false
  /// Nil: the addresses, and who takes mail.
  var type: DNSMessage.RecordType?
  private var status = 0

  init(_ process: Process, _ options: NameLookup.Options) {
    (self.process, self.options) = (process, options)
  }

  func lookUp(_ name: String) {
    let lookup = NameLookup(servers, options, process)
    lookup.onTry = { [self] in if isVerbose { process.write("Trying \"\($0)\"\n") } }
    if let address = IPv4Address(name), type == nil || type == .ptr {
      let reverse = DNSMessage.reverseName(of: address)
      return lookup.ask(reverse, .ptr, isWhole: true) { [self] outcome in
        _ = show(outcome, typed: showsServer ? reverse + "." : reverse, .ptr)
        process.exit(status)
      }
    }
    lookup.ask(name, type ?? .a) { [self] outcome in
      guard let answer = show(outcome, typed: name, type ?? .a), type == nil,
        case .answer(_, let full) = outcome
      else { return process.exit(status) }
      follow(lookup, Self.canonicalName(full, answer), [.aaaa, .mx])
    }
  }

  private static func canonicalName(_ name: String, _ message: DNSMessage) -> String {
    var canonical = name
    for record in message.answers {
      if case .canonicalName(let target) = record.data { canonical = target }
    }
    return canonical
  }

  private func follow(_ lookup: NameLookup, _ name: String, _ types: ArraySlice<DNSMessage.RecordType>) {
    guard let next = types.first else { return process.exit(status) }
    lookup.ask(name, next, isWhole: true) { [self] outcome in
      _ = show(outcome, typed: name, next)
      follow(lookup, name, types.dropFirst())
    }
  }

  /// Nil when there was no good answer.
  private func show(
    _ outcome: NameLookup.Outcome, typed: String, _ type: DNSMessage.RecordType
  ) -> DNSMessage? {
    switch outcome {
    case .noServers(let saidSo):
      // Only the first question has a last word.
      if !saidSo, !hasAnswer { process.write(DNSClient.noServers + "\n") }
      status = 1
      return nil
    case .answer(let answer, let name):
      hasAnswer = true
      showServer(answer)
      let message = answer.message
      guard message.responseCode == .noError else {
        let code = message.responseCode
        process.write(
          "Host \(code == .nameError ? typed : name) not found: "
            + "\(code.number)(\(DNSPresentation.responseCode(code)))\n")
        showSize(answer)
        status = 1
        return nil
      }
      if isVerbose {
        process.write(DNSMessagePrinter().header(message) + "\n" + DNSMessagePrinter().sections(message))
      } else {
        for record in message.answers { process.write(Self.line(record)) }
        if message.answers.isEmpty, self.type != nil {
          process.write("\(name) has no \(type.name) record\n")
        }
      }
      showSize(answer)
      return message
    }
  }

  private var hasAnswer = false

  private func showServer(_ answer: DNSClient.Answer) {
    guard showsServer else { return }
    showsServer = false
    process.write(
      "Using domain server:\nName: \(answer.server.name)\n"
        + "Address: \(answer.server.addressText)#\(options.port)\nAliases: \n\n")
  }

  private func showSize(_ answer: DNSClient.Answer) {
    guard isVerbose else { return }
    process.write(
      "Received \(answer.size) bytes from \(answer.server.addressText)#\(options.port) "
        + "in \(answer.elapsed.milliseconds) ms\n")
  }

  private static func line(_ record: DNSMessage.Record) -> String {
    let data = DNSPresentation.data(record.data)
    let what =
      switch record.data {
      case .address: "has address \(data)"
      case .longAddress: "has IPv6 address \(data)"
      case .canonicalName: "is an alias for \(data)"
      case .pointer: "domain name pointer \(data)"
      case .mailExchange: "mail is handled by \(data)"
      case .nameServer: "name server \(data)"
      case .text: "descriptive text \(data)"
      case .service: "has SRV record \(data)"
      case .authority: "has SOA record \(data)"
      case .other(let type, _): "has \(type.name) record \(data)"
      }
    return "\(record.name) \(what)\n"
  }
}
