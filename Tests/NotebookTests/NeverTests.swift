import Lab
import Notebook
import Simulation
import Testing

private let network = """
  # Never

  ```net
  host a
  host gw forward
  host b
  link a:eth0 10.0.0.2/24 -- gw:eth0 10.0.0.1/24
  link gw:eth1 10.0.1.1/24 -- b:eth0 10.0.1.2/24
  a# ip route add default via 10.0.0.1
  b# ip route add default via 10.0.1.1
  a# ping -c 1 10.0.1.2
  """

private func failures(_ expectation: String) throws -> [NoteFailure] {
  NoteRunner().run(try note(network + "\n" + expectation + "\n```\n")).failures
}

@Test(arguments: [
  "expect never dropped at gw", "expect never rewritten at gw", "expect never b:eth0 10.9.9.9 > *",
  "expect never gw hits filter FORWARD \"-j ACCEPT\"",
])
func whatNoPacketDoesMayBeRuledOut(_ expectation: String) throws {
  #expect(try failures(expectation).isEmpty)
}

@Test(arguments: ["expect never reaches b", "expect never gw:eth0 10.0.0.2 > *"])
func packetThatDoesItIsTheCounterexample(_ expectation: String) throws {
  let failures = try failures(expectation)
  #expect(failures.map(\.failure.identifier) == ["expect-never"])
  let details = try #require(failures.first).failure.details
  #expect(details[0] == "packet 1 of: a# ping -c 1 10.0.1.2", "the line need not be traced")
  #expect(details.contains("  gw: comes in by eth0"))
}

@Test(arguments: [
  ("expect never", "empty-expectation"), ("expect never reach b", "unknown-expectation"),
  ("expect never reaches", "malformed-expectation"), ("expect never rewritten gw", "malformed-expectation"),
])
func whatCannotBeRuledOutIsSaid(_ expectation: String, _ identifier: String) throws {
  #expect(try failures(expectation).map(\.failure.identifier) == [identifier])
}
