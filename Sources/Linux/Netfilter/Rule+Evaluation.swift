import Packets
import Simulation

extension Rule {
  /// The first condition that a packet does not meet.
  enum Failure: Equatable {
    case source, destination, input, output, proto, fragment
    /// A match, by its place in the rule.
    case match(Int)
  }

  /// Compares a packet with the rule. Nil when it meets every condition; matches that remember (limit, recent,
  /// statistic) count it only when all before them are met.
  @inline(__always)
  func failure(_ context: HookContext, _ netfilter: Netfilter) -> Failure? {
    if let source = specification.source, !source.holds(for: context.source) { return .source }
    if let destination = specification.destination, !destination.holds(for: context.destination) {
      return .destination
    }
    if let input = specification.input, !input.holds(for: context.input) { return .input }
    if let output = specification.output, !output.holds(for: context.output) { return .output }
    if let proto = specification.proto, (context.proto == proto.proto) == proto.isInverted { return .proto }
    if let isLater = specification.isLaterFragment, context.isLaterFragment != isLater { return .fragment }
    guard !specification.matches.isEmpty else { return nil }
    return matchFailure(context, netfilter)
  }

  private func matchFailure(_ context: HookContext, _ netfilter: Netfilter) -> Failure? {
    for index in specification.matches.indices {
      let holds: Bool
      if memories.isEmpty {
        holds = specification.matches[index].holds(context, netfilter)
      } else {
        holds = specification.matches[index].holds(context, netfilter, &memories[index])
      }
      if !holds { return .match(index) }
    }
    return nil
  }
}
