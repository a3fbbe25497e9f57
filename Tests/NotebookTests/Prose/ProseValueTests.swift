import Lab
import NetLanguage
import Notebook
import Testing

/// A container behind a host, and a packet that was watched on its way to it.
private let cell = """
  ```net
  #| label: run
  host gw docker
  host a
  link a:eth0 10.0.0.2/24 -- gw:eth0 10.0.0.1/24
  gw# docker run -d --name web -p 8080:80 nginx
  a# ip route add default via 10.0.0.1
  trace a# curl -sI 10.0.0.1:8080
  ```


  """

private func run(_ prose: String) throws -> NoteResult { NoteRunner().run(try note(cell + prose)) }

/// The prose as accepting leaves it.
private func accepted(_ prose: String) throws -> String {
  let text = RecordingWriter.corrected(try run(prose)) ?? cell + prose
  #expect(text.hasPrefix(cell), "nothing but the prose is touched")
  return String(text.dropFirst(cell.count))
}

@Suite struct ProseValueTests {
  @Test(arguments: [
    ("web address", "172.17.0.2"), ("web inet", "172.17.0.2/16"), ("web gateway", "172.17.0.1"),
    ("gw docker0 netmask", "255.255.0.0"), ("web published 80", "8080"), ("gw rules nat DOCKER", "2"),
    ("trace path", "a → gw → web"), ("trace reply path", "web → gw → a"), ("packet web:eth0 ttl", "63"),
    ("gw packets nat DOCKER 2", "1"), ("a route web via", "10.0.0.1"), (#"output /^HTTP\/(\S+)/"#, "1.0"),
    ("web address @run", "172.17.0.2"),
  ])
  func `a value is filled in from the network`(question: String, answer: String) throws {
    let filled = "It is `\(answer)`<!-- net: \(question) -->.\n"
    #expect(try accepted("It is `net: \(question)`.\n") == filled)
    #expect(try run(filled).isGood)
    #expect(try accepted(filled) == filled, "accepting twice changes nothing")
  }

  @Test func `a wrong value fails at its place, and accepting puts it right`() throws {
    let prose = "地址是 ``172.17.0.9``<!-- net:  web address  -->，网关 `172.17.0.1`<!-- net: web gateway -->。\n"
    let result = try run(prose)
    #expect(places(result.failures) == ["note.md:11:7 value-differs"])
    let failure = try #require(result.failures.first).failure
    #expect(failure.summary == "the text says 172.17.0.9, but it is 172.17.0.2")
    #expect(failure.details == ["- 172.17.0.9", "+ 172.17.0.2", "asked: web address"])
    #expect(
      try accepted(prose)
        == "地址是 ``172.17.0.2``<!-- net: web address -->，网关 `172.17.0.1`<!-- net: web gateway -->。\n")
  }

  @Test func `values stand in the cells of a table`() throws {
    let table = """
      | what | value `net: web address` |
      | --- | --: |
      | gateway | `x`<!-- net: web gateway --> and `net: web mac` |
      | version | `y`<!-- net: output /HTTP\\/(1.0\\|1.1)/ --> |

      """
    let right = """
      | what | value `172.17.0.2`<!-- net: web address --> |
      | --- | --: |
      | gateway | `172.17.0.1`<!-- net: web gateway --> and `02:42:ac:11:00:02`<!-- net: web mac --> |
      | version | `1.0`<!-- net: output /HTTP\\/(1.0\\|1.1)/ --> |

      """
    #expect(try accepted(table) == right)
    #expect(
      places(try run(table).failures) == ["note.md:13:14 value-differs", "note.md:14:14 value-differs"])
    #expect(try run(right).isGood)
    #expect(try accepted(right) == right)
  }

  @Test(arguments: ["# Of `X`\n", "- > *see* **`X`**\n", "> [!NOTE]\n> `X`\n", "text[^1]\n\n[^1]: `X`\n"])
  func `values stand wherever code does`(prose: String) throws {
    let open = prose.replacing("X", with: "net: web address")
    let filled = prose.replacing("`X`", with: "`172.17.0.2`<!-- net: web address -->")
    #expect(try accepted(open) == filled)
  }

  @Test(arguments: [
    "``net: web address``\n", "`a` <!-- a comment -->\n", "    `net: web address`\n",
    "```\n`net: web address`\n```\n",
  ])
  func `writing about values asks for none`(prose: String) throws {
    let result = try run(prose)
    #expect(result.isGood && result.values.isEmpty)
  }

  @Test func `the page shows what the network says, and what the text said`() throws {
    let page = MarkdownHTML().html(
      for: try run("`1`<!-- net: web address --> `net: web gateway`").filledDocument)
    #expect(
      page.contains("172.17.0.2") && page.contains("172.17.0.1") && !page.contains("net: web gateway</code>"))
  }

  @Test func `carriage returns and the end of the file stay`() throws {
    let text = (cell + "a `net: web address`\nb").replacing("\n", with: "\r\n")
    let corrected = try #require(RecordingWriter.corrected(NoteRunner().run(try note(text))))
    let expected = text.replacing("`net: web address`", with: "`172.17.0.2`<!-- net: web address -->")
    #expect(corrected.utf8.elementsEqual(expected.utf8))
  }
}

@Suite struct ProseValueErrorTests {
  @Test(arguments: [
    ("`net: wep address`", "11:7 value-unanswered", "help: did you mean `web`?"),
    ("`net: web adress`", "11:11 value-unknown", "help: did you mean `address`?"),
    ("`net: web eth7 mac`", "11:11 value-unanswered", "help: did you mean `eth0`?"),
    ("`net: web address @rum`", "11:19 value-cell", "help: did you mean `run`?"),
    ("`net: web address now`", "11:19 value-long", nil), ("`net: web`", "11:10 value-short", nil),
    ("`net: gw counters`", "11:10 value-unknown", nil),
    ("`net: output /nothing like it/`", "11:14 value-unanswered", "it printed:"),
    ("`net: packet web:eth9 ttl`", "11:14 value-unanswered", nil),
    (
      "a <!-- net: web mac --> b", "11:3 value-misplaced",
      "help: it belongs right behind a code span: `?`<!-- net: … -->"
    ),
  ])
  func `a question that has no answer fails at its word`(prose: String, place: String, help: String?) throws {
    let failures = try run(prose + "\n").failures
    #expect(places(failures) == ["note.md:" + place])
    if let help { #expect(failures.first?.failure.details.contains(help) == true) }
    #expect(try accepted(prose + "\n") == prose + "\n", "nothing is written where nothing is known")
  }

  @Test func `before the first cell there is nothing to ask, unless a label says of which`() throws {
    let result = NoteRunner().run(try note("`net: web address` and `net: web address @run`\n\n" + cell))
    #expect(places(result.failures) == ["note.md:1:1 value-no-cell"])
    #expect(result.values.map(\.actual) == [nil, "172.17.0.2"])
  }

  @Test func `each cell is asked as it left the network`() throws {
    let text = """
      ```net
      #| label: old
      host a
      a# ip link set lo mtu 1400
      ```

      `net: a lo mtu`

      ```net
      a# ip link set lo mtu 1300
      ```

      `net: a lo mtu`, before `net: a lo mtu @old`
      """
    #expect(NoteRunner().run(try note(text)).values.map(\.actual) == ["1400", "1300", "1400"])
  }
}
