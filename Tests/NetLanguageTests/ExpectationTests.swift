import NetLanguage
import Testing

private func expectation(_ text: String) throws -> NetLanguage.Expectation {
  let kinds = try statements(network + "trace a# ping 10.0.0.2\nexpect " + text)
  guard case .expect(let expectation) = kinds.last else { throw Fault(summary: "no expectation") }
  return expectation
}

@Suite struct ExpectationTests {
  @Test(arguments: [
    ("output is \"a b\"", "is a b", false), ("output contains \"x\\ny\"", "contains x\ny", false),
    ("output not contains \"x\"", "contains x", true), ("not output contains \"x\"", "contains x", true),
    ("output matches /^ttl \\d+$/", "matches ^ttl \\d+$", false), ("output is empty", "empty", false),
    ("output not is empty", "empty", true), ("exit 7", "exit 7", false), ("not exit 0", "exit 0", true),
  ])
  func `a command's output and status can be expected`(text: String, meaning: String, isNegated: Bool) throws
  {
    let found = try expectation(text)
    let said =
      switch found.claim {
      case .outputIs(let text): "is " + text.value
      case .outputContains(let text): "contains " + text.value
      case .outputMatches(let text): "matches " + text.value
      case .outputIsEmpty: "empty"
      case .exit(let status): "exit \(status.value)"
      default: "something else"
      }
    #expect(said == meaning)
    #expect(found.isNegated == isNegated)
  }

  @Test func `a path can be expected, forth and back`() throws {
    guard case .path(let nodes) = try expectation("path a centos/red centos").claim,
      case .replyPath(let reply) = try expectation("reply path centos a").claim
    else { throw Fault(summary: "no paths") }
    #expect(nodes.map(\.value) == ["a", "centos/red", "centos"])
    #expect(reply.map(\.value) == ["centos", "a"])
  }

  @Test func `a packet can be expected on an interface`() throws {
    guard
      case .seen(let node, let interface, let source, let destination) =
        try expectation("a:eth0 192.168.40.1:* > *:8080").claim
    else { throw Fault(summary: "no packet") }
    #expect(node.value == "a" && interface.value == "eth0")
    #expect(source.address == 0xC0A8_2801 && source.port == nil)
    #expect(destination.address == nil && destination.port == 8080)
  }

  @Test func `a rule can be expected to be met or not`() throws {
    guard
      case .hits(let node, let table, let chain, let rule) =
        try expectation("centos hits nat DOCKER \"-j DNAT\"").claim,
      case .skips = try expectation("centos skips filter FORWARD \"DROP\"").claim
    else { throw Fault(summary: "no rule") }
    #expect([node.value, table.value, chain.value, rule.value] == ["centos", "nat", "DOCKER", "-j DNAT"])
  }

  @Test func `a drop can be expected`() throws {
    guard case .dropped(let node, nil, nil) = try expectation("dropped at a").claim,
      case .dropped(_, let table?, let chain?) = try expectation("dropped at a by filter INPUT").claim
    else { throw Fault(summary: "no drop") }
    #expect(node.value == "a" && table.value == "filter" && chain.value == "INPUT")
  }
}
