import Foundation
import NetLanguage
import Testing

@testable import Notebook

private let network = "host a\nhost b\nlink a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24"

/// The changes of one line and what became of them.
private func mutants(_ text: String, line: String, jobs: Int? = nil) throws -> [String: Mutant.Outcome] {
  let note = try note(text)
  let number = try #require(note.source.lines.firstIndex { $0.contains(line) }) + 1
  let run = try #require(MutationRun(note, parameters: []))
  let found = run.score(jobs: jobs).mutants.filter { $0.range.start.line == number }
  return Dictionary(uniqueKeysWithValues: found.map { ($0.change, $0.outcome) })
}

@Suite struct MutationTests {
  @Test func `a rule that a claim depends on is noticed when it is gone, and when it is about another port`()
    throws
  {
    let text = cells(
      network, "b# iptables -A INPUT -p tcp --dport 80 -j DROP",
      "serve b 80/tcp \"x\"\na# curl -s -m 2 http://10.0.0.2/\nexpect exit 28")
    #expect(
      try mutants(text, line: "iptables") == [
        "left out": .noticed, "80 becomes 81": .noticed, "DROP becomes ACCEPT": .noticed,
        "the rule stands first: -A becomes -I": .changesNothing,
      ])
  }

  @Test func `a rule that no packet meets changes nothing`() throws {
    let text = cells(network, "b# iptables -A OUTPUT -p udp -j DROP", "a# ping -c 1 10.0.0.2")
    #expect(try mutants(text, line: "iptables").values.allSatisfy { $0 == .changesNothing })
  }

  @Test func `a command whose output nobody holds against anything can be left out unnoticed`() throws {
    let bare = cells(network, "b# ip route")
    #expect(try mutants(bare, line: "ip route") == ["left out": .unnoticed])
    let checked = bare.replacing("ip route", with: "ip route\nexpect output contains \"eth0\"")
    #expect(try mutants(checked, line: "ip route") == ["left out": .noticed])
  }

  /// That the command stands in a transcript is no check of what it does.
  @Test func `a transcript notices what is printed, not that a command was typed`() throws {
    let text = """
      ```net
      host a
      a# ip route add blackhole 10.9.0.0/16
      a# ip route
      ```

      ```output
      a# ip route add blackhole 10.9.0.0/16
      a# ip route
      LISTED
      ```

      """
    let listed = text.replacing("LISTED", with: "blackhole 10.9.0.0/16")
    #expect(try mutants(listed, line: "route add")["left out"] == .noticed)
    #expect(try mutants(text.replacing("LISTED", with: "..."), line: "route add")["left out"] == .unnoticed)
  }

  @Test func `declarations are changed, too`() throws {
    let text = cells(
      network + "\nserve b 80/tcp \"x\"", "a# curl -s http://10.0.0.2/\nexpect output is \"x\"")
    #expect(try mutants(text, line: "host b") == ["left out": .noticed])
    #expect(
      try mutants(text, line: "serve b") == ["left out": .noticed, "port 80 becomes 81": .noticed])
    let link = try mutants(text, line: "link")
    #expect(link["left out"] == .noticed && link["10.0.0.2/24 becomes 10.0.0.3/24"] == .noticed)
    #expect(link["10.0.0.1/24 becomes 10.0.0.1/16"] == .unnoticed)
  }

  @Test func `values in the prose and cells that should fail notice, too`() throws {
    let value = cells(network) + "It is `10.0.0.1`<!-- net: a address -->.\n"
    #expect(try mutants(value, line: "link")["10.0.0.1/24 becomes 10.0.0.2/24"] == .noticed)
    let failing = cells(network, "#| error: true\na# false")
    #expect(try mutants(failing, line: "a# false") == ["left out": .noticed])
  }

  @Test func `a network that a later cell goes on from is the changed one`() throws {
    let text = cells(
      "#| label: start\n" + network + "\nb# ip link set eth0 down", "b# true",
      "#| from: start\na# ping -c 1 -W 1 10.0.0.2\nexpect exit 1")
    #expect(try mutants(text, line: "set eth0") == ["left out": .noticed, "down becomes up": .noticed])
    #expect(try mutants(text, line: "b# true") == ["left out": .changesNothing])
  }

  @Test func `a note that fails has no score`() throws {
    #expect(MutationRun(try note(cells("host a", "a# false")), parameters: []) == nil)
  }

  @Test func `the score is the same with any number of jobs`() throws {
    let note = try note(
      cells(network, "b# iptables -A INPUT -s 10.0.0.1 -j DROP", "a# ping -c 1 -W 1 10.0.0.2\nexpect exit 1"))
    let run = try #require(MutationRun(note, parameters: []))
    #expect(run.score(jobs: 1) == run.score(jobs: 7))
  }

  @Test func `the score counts what was noticed among what changed something`() {
    func score(_ outcomes: Mutant.Outcome...) -> MutationScore {
      MutationScore(
        mutants: outcomes.map { Mutant(cell: 1, range: .line(1), change: "left out", outcome: $0) })
    }
    #expect(
      score(.noticed, .noticed, .unnoticed, .changesNothing).text
        == "66 %: 2 of 3 changes noticed; 1 more change nothing")
    #expect(score(.changesNothing).text == "none: no change shows; 1 more change nothing")
  }
}

@Suite struct CommandChangeTests {
  @Test(arguments: [
    ("ping -c 1 10.0.0.2", ["10.0.0.2 becomes 10.0.0.3"]),
    ("ping 10.0.0.254", ["10.0.0.254 becomes 10.0.0.253"]),
    (
      "ip route add 10.1.0.0/16 via 10.0.0.1",
      [
        "10.1.0.0/16 becomes 10.2.0.0/16", "10.1.0.0/16 becomes 10.0.0.0/8", "10.0.0.1 becomes 10.0.0.2",
      ]
    ),
    (
      "ip addr add 10.0.0.5/24 dev eth0",
      ["10.0.0.5/24 becomes 10.0.0.6/24", "10.0.0.5/24 becomes 10.0.0.5/16"]
    ),
    ("iptables -P FORWARD DROP", ["DROP becomes ACCEPT"]),
    ("iptables -I INPUT -j REJECT", ["the rule stands last: -I becomes -A", "REJECT becomes ACCEPT"]),
    ("docker run -d -p 80:8080 web", ["80 becomes 81", "8080 becomes 8081"]),
    ("curl http://a:8080/x", ["8080 becomes 8081"]), ("nc -l -p 5000 > f", ["5000 becomes 5001"]),
    ("sysctl -w net.ipv4.ip_forward=1", ["1 becomes 0"]),
    ("ip link set eth0 address 52:54:00:11:22:33", []), ("ip link set eth0 up", ["up becomes down"]),
    ("ifconfig eth0 netmask 255.255.255.0", []), ("ip route", []), ("echo 300.1.2.3", []),
  ])
  func `addresses, masks, ports, verdicts, order and switches become others`(
    command: String, changes: [String]
  ) { #expect(CommandChange.all(of: command).map(\.text) == changes) }

  @Test func `the rest of the command stays`() {
    #expect(
      CommandChange.all(of: "curl -s http://10.0.0.1:80/a -o x").map(\.command) == [
        "curl -s http://10.0.0.2:80/a -o x", "curl -s http://10.0.0.1:81/a -o x",
      ])
  }
}

@Suite struct MutationReportTests {
  private func report(_ text: String) throws -> NoteReport {
    let note = try note(text)
    var report = NoteReport(NoteRunner().run(note))
    report.add(try #require(MutationRun(note, parameters: [])).score(jobs: 1), note)
    return report
  }

  @Test func `what nobody notices is named with its place, once for each statement`() throws {
    let report = try report(cells(network, "a# ping -c 1 10.0.0.2"))
    #expect(report.isGood)
    let text = TextReport().text(of: report)
    #expect(
      text.contains(
        """
        note.md:12:1: warning: the note would hold as well if this were changed [change-unnoticed]
        a# ping -c 1 10.0.0.2
        ^~~~~~~~~~~~~~~~~~~~~
        left out
        """))
    #expect(text.hasSuffix("note.md: mutation score \(try #require(report.mutation).text)\n"))
  }

  @Test func `the score is in the JSON report, and comes back from it`() throws {
    let report = Report(notes: [try report(cells(network, "trace a# ping -c 1 10.0.0.2\nexpect path a b"))])
    let json = JSONReport.value(of: report).text
    #expect(json.contains("\"change\": \"left out\""))
    #expect(try JSONSchema.ofReport().violations(in: json) == [])
    #expect(try JSONReport.read(Data(json.utf8), path: "x") == report)
  }
}
