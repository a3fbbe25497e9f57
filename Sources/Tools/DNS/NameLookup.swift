import Linux
import Packets
import Simulation

/// What `host` and `nslookup` have in common: plain questions, and search domains behind names with few dots.
final class NameLookup {
  struct Options {
    var port: UInt16 = 53
    var usesStream = false
    var recurses = true
    var searches = true
    var dots: Int?
    var tries: Int
    var timeout: Nanoseconds?
    var recordClass = DNSMessage.RecordClass.internet
  }

  enum Outcome {
    case answer(DNSClient.Answer, name: String)
    case noServers(saidSo: Bool)
  }

  private let process: Process
  private let servers: [DNSClient.Server]
  private let options: Options
  private let configuration: ResolverConfiguration
  /// Called before each name that is tried.
  var onTry: ((String) -> Void)?

  init(_ servers: [DNSClient.Server], _ options: Options, _ process: Process) {
    (self.process, self.servers, self.options) = (process, servers, options)
    var configuration = ResolverConfiguration(process.node.files.readText("/etc/resolv.conf") ?? "")
    if let dots = options.dots { configuration.dots = dots }
    self.configuration = configuration
  }

  /// Asks for a name as it was typed, or `isWhole` without search domains.
  func ask(
    _ name: String, _ type: DNSMessage.RecordType, isWhole: Bool = false,
    then: @escaping (Outcome) -> Void
  ) {
    let names =
      isWhole || !options.searches
      ? [name.hasSuffix(".") ? String(name.dropLast()) : name] : configuration.candidates(for: name)
    ask(names[...], type, then)
  }

  private func ask(
    _ names: ArraySlice<String>, _ type: DNSMessage.RecordType, _ then: @escaping (Outcome) -> Void
  ) {
    guard let name = names.first else { return }
    onTry?(name)
    var query = DNSMessage(identifier: UInt16(truncatingIfNeeded: process.system.network.random.next()))
    query.questions = [
      DNSMessage.Question(name: name, type: type, recordClass: options.recordClass)
    ]
    query.recursionDesired = options.recurses
    var request = DNSClient.Request(query: query, servers: servers)
    request.port = options.port
    request.usesStream = options.usesStream
    request.tries = options.tries
    request.timeout = options.timeout ?? (configuration.hasTimeout ? configuration.timeout : nil)
    DNSClient.ask(request, for: process, report: { [self] in process.write($0 + "\n") }) {
      [self] answer, saidSo in
      guard let answer else { return then(.noServers(saidSo: saidSo)) }
      if answer.message.responseCode == .nameError, names.count > 1 {
        return ask(names.dropFirst(), type, then)
      }
      then(.answer(answer, name: name))
    }
  }
}
