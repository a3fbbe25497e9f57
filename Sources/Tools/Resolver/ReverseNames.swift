import Packets

/// The names of addresses, each asked for once.
final class ReverseNames {
  private let process: Process
  private var names: [IPv4Address: String?] = [:]

  init(_ process: Process) { self.process = process }

  /// What is known so far.
  subscript(address: IPv4Address) -> String? { names[address] ?? nil }

  func hasAsked(_ address: IPv4Address) -> Bool { names[address] != nil }

  /// Looks names up, one after the other, and goes on when all have been asked for.
  func ask(_ addresses: [IPv4Address], then: @escaping () -> Void) {
    guard process.isRunning else { return }
    guard let next = addresses.first else { return then() }
    let rest = Array(addresses.dropFirst())
    if hasAsked(next) { return ask(rest, then: then) }
    Resolver.reverse(next, for: process) { [self] name in
      names[next] = .some(name)
      ask(rest, then: then)
    }
  }
}
