import Packets
import Simulation

/// Targets of table nat: they decide how a new connection is translated.
extension Netfilter {
  /// False when the packet ends here; why is in the trace.
  func setUp(_ target: Target, _ context: HookContext) -> Bool {
    let (buffer, hook) = (context.buffer, context.hook)
    switch target {
    case .sourceNAT(let range): return tracker.setUpNAT(buffer, range, .source, at: hook)
    case .destinationNAT(let range): return tracker.setUpNAT(buffer, range, .destination, at: hook)
    case .masquerade(let range):
      guard let output = context.output else { return true }
      return tracker.setUpMasquerade(buffer, range, on: output, at: hook)
    case .redirect(var range):
      guard let address = ownAddress(context) else {
        namespace.drop(buffer, .nat(.noAddressToRedirect))
        return false
      }
      range.addresses = address...address
      return tracker.setUpNAT(buffer, range, .destination, at: hook)
    case .netmap(let prefix):
      let manipulation = hook.manipulation
      let own = manipulation == .source ? buffer.ip.source : buffer.ip.destination
      let host = own.bits & ~prefix.mask.bits
      let address = IPv4Address(bits: prefix.network.address.bits | host)
      let range = NATRange(addresses: address...address, flags: .netmap)
      return tracker.setUpNAT(buffer, range, manipulation, at: hook)
    default: return true
    }
  }

  /// Where REDIRECT leads: to the loopback address for a host's own packets, else to the first address of the
  /// interface (net/netfilter/nf_nat_redirect.c).
  private func ownAddress(_ context: HookContext) -> IPv4Address? {
    if context.hook == .output { return .loopback }
    return context.input?.addresses.first?.address
  }
}
