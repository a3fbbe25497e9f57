import Packets

/// The look-up of a host's name by servers: as it is, and with the search domains behind it (res_query.c,
/// __res_context_search).
final class ResolverSearch {
  private let name: String
  private let families: Resolver.Families
  private let configuration: ResolverConfiguration
  private let process: Process
  private var domains: ArraySlice<String>
  private var hasTriedAsIs = false
  /// What became of the name as it is, when that was tried first.
  private var firstFailure: Resolver.Failure?
  private var hasNoData = false
  private var hasServerFailure = false
  private let completion: (Result<Resolver.Resolution, Resolver.Failure>) -> Void

  private init(
    _ name: String, _ families: Resolver.Families, _ configuration: ResolverConfiguration,
    _ process: Process, _ completion: @escaping (Result<Resolver.Resolution, Resolver.Failure>) -> Void
  ) {
    (self.name, self.families) = (name, families)
    (self.configuration, self.process) = (configuration, process)
    self.completion = completion
    domains = name.hasSuffix(".") ? [] : configuration.search[...]
  }

  static func start(
    _ name: String, _ families: Resolver.Families, _ configuration: ResolverConfiguration,
    _ process: Process, _ completion: @escaping (Result<Resolver.Resolution, Resolver.Failure>) -> Void
  ) {
    ResolverSearch(name, families, configuration, process, completion).begin()
  }

  private func begin() {
    let dotCount = name.utf8.filter { $0 == UInt8(ascii: ".") }.count
    guard dotCount >= configuration.dots || name.hasSuffix(".") else { return tryNextDomain() }
    tryAsIs { [self] failure in
      firstFailure = failure
      tryNextDomain()
    }
  }

  private func tryAsIs(orElse goOn: @escaping (Resolver.Failure) -> Void) {
    hasTriedAsIs = true
    ask(name.hasSuffix(".") ? String(name.dropLast()) : name) { [self] outcome in
      switch outcome {
      case .answer, .aliasOnly: break
      case .noData:
        hasNoData = true
        goOn(.noAddress)
      case .nameError: goOn(.unknown)
      case .serverFailed, .noAnswer: goOn(.temporary)
      }
    }
  }

  private func tryNextDomain() {
    guard let domain = domains.popFirst() else { return tryLast() }
    ask(name + "." + domain) { [self] outcome in
      switch outcome {
      case .answer, .aliasOnly: return
      case .noData: hasNoData = true
      case .nameError: break
      case .serverFailed: hasServerFailure = true
      // Nobody answered: the other domains are not tried.
      case .noAnswer: domains = []
      }
      tryNextDomain()
    }
  }

  private func tryLast() {
    if hasTriedAsIs { return fail(.unknown) }
    tryAsIs { [self] in fail($0) }
  }

  private func fail(_ last: Resolver.Failure) {
    let searched: Resolver.Failure = hasNoData ? .noAddress : hasServerFailure ? .temporary : last
    completion(.failure(firstFailure ?? searched))
  }

  /// Asks for one full name; an answer ends the search, and `then` is still called.
  private func ask(_ full: String, then: @escaping (ResolverQuery.Outcome) -> Void) {
    let query = ResolverQuery(
      full, families == .ipv6First ? .aaaa : .a, configuration: configuration, process: process,
      asksBoth: families == .any)
    query.start { [self] outcome in
      switch outcome {
      case .answer(let answer):
        completion(
          .success(
            Resolver.Resolution(
              addresses: answer.addresses, canonicalName: answer.canonicalName ?? full,
              aliases: answer.aliases)))
      // An alias is an answer: the search ends with it.
      case .aliasOnly: completion(.failure(.noAddress))
      case .noData, .nameError, .serverFailed, .noAnswer: break
      }
      then(outcome)
    }
  }
}
