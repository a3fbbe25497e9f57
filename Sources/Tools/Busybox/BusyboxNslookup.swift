import Linux
import Packets
import Simulation

/// busybox's nslookup (networking/nslookup.c, with FEATURE_NSLOOKUP_BIG).
enum BusyboxNslookup {
  static let program = Program(
    "nslookup",
    running: { (process: Process) throws(Unsimulated) in
      var types: [DNSMessage.RecordType] = []
      var operands: [String] = []
      for word in process.arguments {
        guard word.hasPrefix("-") else {
          operands.append(word)
          continue
        }
        let parts = word.split(separator: "=", maxSplits: 1).map { $0.lowercased() }
        guard parts.count == 2, ["-type", "-querytype", "-query"].contains(parts[0]),
          let type = known[parts[1]]
        else {
          throw Unsimulated("busybox's nslookup \(word)")
        }
        types.append(type)
      }
      guard let name = operands.first, operands.count <= 2 else {
        throw Unsimulated("the usage text of busybox's nslookup")
      }
      let configuration = ResolverConfiguration(process.node.files.readText("/etc/resolv.conf") ?? "")
      var servers = configuration.servers
      if operands.count == 2 {
        guard let server = IPv4Address(operands[1]) else {
          throw Unsimulated("busybox's nslookup by a server's name")
        }
        servers = [server]
      }
      var questions: [DNSMessage.Question] = []
      if types.isEmpty, let address = IPv4Address(name) {
        questions.append(DNSMessage.Question(name: DNSMessage.reverseName(of: address), type: .ptr))
      } else {
        // A name without a dot is asked for in each search domain, and not as it is.
        let names =
          name.contains(".") || configuration.search.isEmpty
          ? [name] : configuration.search.map { name + "." + $0 }
        for type in types.isEmpty ? [.a, .aaaa] : types {
          for name in names { questions.append(DNSMessage.Question(name: name, type: type)) }
        }
      }
      BusyboxNslookupRun(process, questions, servers.isEmpty ? [IPv4Address(127, 0, 0, 1)] : servers)
        .askNextServer()
    })

  private static let known: [String: DNSMessage.RecordType] = [
    "a": .a, "aaaa": .aaaa, "ptr": .ptr, "cname": .cname, "mx": .mx, "txt": .txt, "ns": .ns, "srv": .srv,
    "soa": .soa, "any": .any,
  ]
}

/// All questions to one server; to the next only when nothing came back.
private final class BusyboxNslookupRun {
  private let process: Process
  private let questions: [DNSMessage.Question]
  private var servers: ArraySlice<IPv4Address>
  private var answers: [DNSMessage?]
  private var socket: UDPSocket?
  private var server = IPv4Address.any
  private var isRefused = false
  private var hasAskedAll = false
  private var firstIdentifier: UInt16 = 0
  private var timers: [Timer] = []

  private static let port: UInt16 = 53
  private static let patience = Nanoseconds.seconds(5)
  /// Twice in that time.
  private static let retryInterval = Nanoseconds.milliseconds(2500)
  /// Between two questions.
  private static let pause = Nanoseconds.microseconds(50)

  init(_ process: Process, _ questions: [DNSMessage.Question], _ servers: [IPv4Address]) {
    self.process = process
    self.questions = questions
    self.servers = servers[...]
    answers = Array(repeating: nil, count: questions.count)
  }

  func askNextServer() {
    for timer in timers { timer.cancel() }
    timers = []
    socket?.close()
    guard let next = servers.popFirst() else { return fail() }
    server = next
    isRefused = false
    let socket = process.makeUDPSocket()
    self.socket = socket
    do throws(KernelError) {
      try socket.connect(to: server, port: Self.port)
    } catch {
      process.writeError("nslookup: write to '\(server)': \(error.text)\n")
      return askNextServer()
    }
    socket.onReceive = { [self] in receive($0.payload) }
    socket.onError = { [self] error in
      guard hasAskedAll else { return isRefused = true }
      process.writeError("nslookup: read: \(error.text)\n")
    }
    firstIdentifier = UInt16(truncatingIfNeeded: process.system.network.random.next())
    timers.append(process.after(Self.patience) { [self] in askNextServer() })
    timers.append(process.after(Self.retryInterval) { [self] in ask(0) })
    ask(0)
  }

  private func ask(_ index: Int) {
    guard index < questions.count, process.isRunning else { return }
    hasAskedAll = index == questions.count - 1
    defer { timers.append(process.after(Self.pause) { [self] in ask(index + 1) }) }
    guard answers[index] == nil else { return }
    if isRefused {
      process.writeError("nslookup: write to '\(server)': Connection refused\n")
      return askNextServer()
    }
    var query = DNSMessage(identifier: firstIdentifier &+ UInt16(index))
    query.questions = [questions[index]]
    socket?.send(Bytes(query.encoded()))
  }

  private func receive(_ payload: Bytes) {
    guard let message = DNSMessage(decoding: payload), message.isResponse else { return }
    let index = Int(message.identifier &- firstIdentifier)
    // A server that failed may be asked again; its word does not count.
    guard questions.indices.contains(index), message.responseCode != .serverFailure else { return }
    answers[index] = message
    if !answers.contains(where: { $0 == nil }) { finish() }
  }

  private func fail() {
    process.write(";; connection timed out; no servers could be reached\n\n")
    process.exit(1)
  }

  private func finish() {
    var status = 0
    var text = "Server:\t\t\(server)\nAddress:\t\(server):\(Self.port)\n\n"
    for (question, answer) in zip(questions, answers) {
      guard let answer else { continue }
      if answer.responseCode != .noError {
        let code = DNSPresentation.responseCode(answer.responseCode)
        text += "** server can't find \(question.name): \(code)\n\n"
        status = 1
        continue
      }
      if !answer.isAuthoritative { text += "Non-authoritative answer:\n" }
      for record in answer.answers {
        text += Self.line(record)
      }
      text += "\n"
    }
    process.write(text)
    process.exit(status)
  }

  private static func line(_ record: DNSMessage.Record) -> String {
    let name = record.name
    return switch record.data {
    case .address(let address): "Name:\t\(name)\nAddress: \(address)\n"
    case .longAddress(let address): "Name:\t\(name)\nAddress: \(address)\n"
    case .pointer(let target): "\(name)\tname = \(target)\n"
    case .canonicalName(let target): "\(name)\tcanonical name = \(target)\n"
    case .nameServer(let target): "\(name)\tnameserver = \(target)\n"
    case .mailExchange(let preference, let target): "\(name)\tmail exchanger = \(preference) \(target)\n"
    case .text(let strings):
      strings.prefix(1).map { "\(name)\ttext = \"\(String(decoding: $0, as: UTF8.self))\"\n" }.joined()
    case .service(let priority, let weight, let port, let target):
      "\(name)\tservice = \(priority) \(weight) \(port) \(target)\n"
    case .authority(let start):
      "\(name)\n\torigin = \(start.nameServer)\n\tmail addr = \(start.mailbox)\n"
        + "\tserial = \(start.serial)\n\trefresh = \(start.refresh)\n\tretry = \(start.retry)\n"
        + "\texpire = \(start.expire)\n\tminimum = \(start.minimum)\n"
    case .other: ""
    }
  }
}
