import Lab
import Linux
import Packets

/// A router with ten thousand rules that do not match, against the same router with ten.
enum ManyRules {
  static let few = 10
  static let many = 10_000
  static let count = 20_000

  static func rows() -> [Row] {
    Kind.allCases.map { kind in
      let cost = { (rules: Int) in
        Measurement(runs: 3).seconds(of: { chain(rules, kind) }, flood) / Double(count)
      }
      let (less, more) = (cost(few), cost(many))
      return Row(
        subject: "router, \(many) rules \(kind.rawValue)", measured: "\(Figure.text(more * 1e6)) µs an echo",
        comparison: "with \(few) rules: \(Figure.text(less * 1e6)) µs", ratio: more / less, goal: .atMost(3))
    }
  }

  enum Kind: String, CaseIterable {
    case sources = "by source"
    case networks = "by network"
    case ports = "by port"

    func rule(_ number: Int) -> RuleSpecification {
      var rule = RuleSpecification()
      rule.target = .drop
      switch self {
      case .sources:
        rule.source = AddressCondition(IPv4Address(bits: 0xC0A8_0000 + UInt32(number)), mask: ~0)
      case .networks:
        rule.destination = AddressCondition(
          IPv4Address(bits: 0xAC10_0000 + UInt32(number) << 4), mask: 0xFFFF_FFF0)
      case .ports:
        rule.proto = ProtocolCondition(.icmp)
        rule.matches = [.icmp(ICMPMatch(type: UInt8(20 + number % 200), code: nil, isInverted: false))]
      }
      return rule
    }
  }

  private static func chain(_ rules: Int, _ kind: Kind) -> Chain {
    let chain = Chain(routers: 1)
    let netfilter = chain.namespace("r1").netfilter!
    let forward = netfilter.filter.chain(named: "FORWARD")!
    for number in 0..<rules {
      do throws(Netfilter.ChangeError) {
        try netfilter.append(kind.rule(number), to: forward, in: netfilter.filter)
      } catch {
        preconditionFailure("\(error)")
      }
    }
    return chain
  }

  private static func flood(_ chain: Chain) {
    chain.scenario.run("a# ping -q -f -c \(count) \(chain.destination)")
  }
}
