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

  /// How many conditions a packet does not meet. Matches that remember are taken as met: looking must not count.
  func unmetConditions(_ context: HookContext, _ netfilter: Netfilter) -> Int {
    var count = 0
    if let source = specification.source, !source.holds(for: context.source) { count += 1 }
    if let destination = specification.destination, !destination.holds(for: context.destination) {
      count += 1
    }
    if let input = specification.input, !input.holds(for: context.input) { count += 1 }
    if let output = specification.output, !output.holds(for: context.output) { count += 1 }
    if let proto = specification.proto, (context.proto == proto.proto) == proto.isInverted { count += 1 }
    if let isLater = specification.isLaterFragment, context.isLaterFragment != isLater { count += 1 }
    for match in specification.matches where !match.remembers && !match.holds(context, netfilter) {
      count += 1
    }
    return count
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
