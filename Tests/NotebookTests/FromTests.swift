import Lab
import NetLanguage
import Notebook
import Testing

private let network = """
  ```net
  #| label: start
  host a
  host b
  link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
  ```

  ```net
  #| label: closed
  b# iptables -A INPUT -p icmp -j DROP
  a# ping -c 1 -W 1 10.0.0.2
  expect exit 1
  ```


  """

@Suite struct FromTests {
  @Test func `a cell goes on from the network as it stood after another`() throws {
    let cell = "```net\n#| from: start\na# ping -c 1 -W 1 10.0.0.2\nexpect exit STATUS\n```\n"
    let open = NoteRunner().run(try note(network + cell.replacing("STATUS", with: "0")))
    #expect(places(open.failures) == [])
    let closed = cell.replacing("start", with: "closed").replacing("STATUS", with: "1")
    #expect(places(NoteRunner().run(try note(network + closed)).failures) == [])
  }

  @Test func `the cells behind it go on with its network`() throws {
    let fork = "```net\n#| from: start\nhost c\n```\n\n```net\nc# true\n```\n\n"
    #expect(NoteRunner().run(try note(network + fork)).isGood)
    let back = "```net\n#| from: closed\nc# true\n```\n"
    let result = NoteRunner().run(try note(network + fork + back))
    #expect(places(result.failures).map { $0.split(separator: " ")[1] } == ["unknown-node"])
  }

  @Test func `the cell that it goes on from stays as it was`() throws {
    let forks = """
      ```net
      #| from: start
      a# ip address add 10.9.9.9/32 dev lo
      ```

      ```net
      #| from: start
      a# ip -br address show lo
      expect output not contains "10.9.9.9"
      ```

      """
    #expect(places(NoteRunner().run(try note(network + forks)).failures) == [])
  }

  @Test(arguments: [
    ("#| from: strat", "from-unknown", "help: did you mean `start`?"),
    ("#| from: later", "from-unknown", "help: labels: start, closed"),
    (
      "#| from: start\n#| fresh: true", "conflicting-options",
      "help: a network is either empty or goes on from a cell"
    ),
  ])
  func `a network that cannot be taken is told at the option`(
    options: String, identifier: String, help: String
  )
    throws
  {
    let result = NoteRunner().run(
      try note(network + "```net\n\(options)\na# true\n```\n\n```net\n#| label: later\n```\n"))
    #expect(places(result.failures) == ["note.md:16:10 \(identifier)"])
    #expect(result.failures[0].failure.details == [help])
  }

  @Test func `a cell that was not run leaves no network`() throws {
    let result = NoteRunner().run(
      try note("```net\n#| label: x\nhots a\n```\n\n```net\n#| from: x\nhost b\n```\n"))
    #expect(places(result.failures) == ["note.md:3:1 unknown-statement", "note.md:7:10 from-not-run"])
  }

  @Test func `a label belongs to one cell`() throws {
    let cell = "```net\n#| label: x\n```\n\n"
    #expect(places(NoteRunner().run(try note(cell + cell)).failures) == ["note.md:6:11 duplicate-label"])
  }
}
