import Lab
import Testing

@Suite struct ConsoleTests {
  @Test("A command that fails fails the cell, unless its status is expected")
  func exitStatus() {
    #expect(run(twoHosts + "a# false").failureIdentifiers == ["command-failed"])
    #expect(run(twoHosts + "a# false\nexpect exit 1").failures == [])
    #expect(run(twoHosts + "a# true\nexpect exit 1").failureIdentifiers == ["expect-exit"])
  }

  @Test("Every failure of a cell is reported, not only the first")
  func allFailures() {
    let result = run(twoHosts + "a# false\na# echo hi\nexpect output is \"ho\"\nb# false")
    #expect(result.failureIdentifiers == ["command-failed", "expect-output", "command-failed"])
  }

  @Test("An hour of sleep costs no time")
  func virtualTime() {
    let result = run(twoHosts + "a# sleep 3600; echo awake")
    #expect(result.outputs == ["awake\n"])
  }

  @Test("A command that prints without end is stopped and named")
  func endlessOutput() {
    let result = run(twoHosts + "a# ping 10.0.0.2\na# echo next")
    #expect(result.failureIdentifiers == ["runaway"])
    #expect(result.outputs.last == "next\n")
  }

  @Test("A command that waits for what never comes is stopped and named")
  func waitsForEver() {
    let result = run(twoHosts + "a# cat\na# echo next")
    #expect(result.failureIdentifiers == ["never-ends"])
    #expect(result.outputs.last == "next\n")
  }

  @Test("A loop that makes events without end is stopped by the limit of events")
  func endlessLoop() {
    var limits = Limits()
    limits.events = 1_000
    let result = run(twoHosts + "a# while true; do sleep 1; done", limits: limits)
    #expect(result.failureIdentifiers == ["runaway"])
  }

  @Test("A loop of switches is an error that names the switches")
  func switchLoop() {
    let result = run(
      """
      host a
      switch s1
      switch s2
      link s1 -- s2
      link s1 -- s2
      link a:eth0 10.0.0.1/24 -- s1
      a# ping -c 1 10.0.0.9
      """)
    #expect(result.failures.contains { $0.summary == "frames go round for ever through s1, s2" })
  }

  @Test("What is not simulated is said, not guessed")
  func notSimulated() {
    let result = run(twoHosts + "a# nft list ruleset")
    #expect(result.failureIdentifiers.first == "not-simulated")
    #expect(result.failures.first?.summary == "netnote does not simulate the program nft")
  }

  @Test("The same cell gives the same result, every time")
  func deterministic() {
    let text = twoHosts + "trace a# ping -c 3 10.0.0.2\ntrace b# curl http://10.0.0.1/\nexpect exit 7"
    let (first, second) = (run(text), run(text))
    #expect(first.outputs == second.outputs)
    #expect(first.lines.map(\.trace) == second.lines.map(\.trace))
  }
}
