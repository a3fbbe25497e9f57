package import Simulation

extension DropReason {
  /// In words, for a message: "rule 2 of filter FORWARD".
  package var text: String {
    switch self {
    case .rule(let table, let chain, let number): "rule \(number) of \(table) \(chain)"
    case .policy(let table, let chain): "the policy of \(table) \(chain)"
    case .nat(let failure): failure.text
    case .noRoute: "there is no route to the destination"
    case .blackhole: "a blackhole route"
    case .forwardingOff: "it is for somebody else, and ip_forward is 0"
    case .reversePathFilter:
      "rp_filter: the way back to the source does not leave by the interface it came in by"
    case .martianSource: "a source address that cannot come in by this interface"
    case .martianDestination: "a destination address that cannot come in by this interface"
    case .timeToLiveExceeded: "its time to live is over"
    case .packetTooBig(let mtu): "it is larger than the MTU of \(mtu) and must not be cut"
    case .otherHost: "the frame is for another station"
    case .neighbourFailed: "nobody answered ARP for the next hop"
    case .noSocket: "nobody listens on that port"
    case .interfaceDown(let name): "\(name) is down"
    case .noCarrier(let name): "\(name) has no carrier"
    case .lostOnCable: "lost on the cable"
    case .bridgePortSame: "it would leave by the port it came in by"
    case .portNotForwarding: "the bridge's port does not forward"
    case .vlanFilter: "the port is not a member of its VLAN"
    case .badChecksum: "its checksum is wrong"
    case .conntrackInvalid: "connection tracking does not understand it"
    case .reassemblyTimeout: "fragments are missing"
    case .tableFull: "the connection tracking table is full"
    case .notForUs(let what): "nothing here takes it (\(what))"
    }
  }

  func isBy(table: String, chain: String) -> Bool {
    switch self {
    case .rule(let ruleTable, let ruleChain, _): ruleTable == table && ruleChain == chain
    case .policy(let policyTable, let policyChain): policyTable == table && policyChain == chain
    default: false
    }
  }
}

extension TranslationFailure {
  /// In words, for a message.
  package var text: String {
    switch self {
    case .noAddressToMasquerade(let interface): "\(interface) has no address to masquerade with"
    case .noAddressToRedirect: "there is no address to redirect it to"
    case .redirect: "a redirect cannot be translated"
    case .movedInterface: "its masqueraded connection has changed its interface"
    case .answersTaken: "the answers to it would be another connection's"
    }
  }
}
