import Notebook
import Testing

/// Two rules in the wrong order, and an address that is none of the network's.
private let text = """
  ```net
  host gw
  gw# iptables -A FORWARD -p udp -j ACCEPT
  gw# iptables -A FORWARD -p tcp -j DROP
  gw# iptables -S FORWARD
  gw# ip -br addr show lo
  ```

  ```output
  gw# iptables -A FORWARD -p udp -j ACCEPT
  gw# iptables -A FORWARD -p tcp -j DROP
  gw# iptables -S FORWARD
  -P FORWARD {{word}}
  -A FORWARD -p tcp -j DROP
  -A FORWARD -p udp -j ACCEPT
  gw# ip -br addr show lo
  lo               UNKNOWN        127.0.0.9/8
  ```
  """

private let rows = [
  "rows: FORWARD rule 1 moved to rule 2: -A FORWARD -p tcp -j DROP",
  "      row 1 (lo): addresses was 127.0.0.9/8, is 127.0.0.1/8",
]

@Suite struct RowReportTests {
  private func checked() throws -> Report { try report(["n.md": text]) }

  @Test func `a terminal shows rows behind lines`() throws {
    let shown = TextReport().text(of: try checked())
    #expect(
      shown == """
        n.md:14:1: error: the recorded output is not what came out [output-differs]
        -A FORWARD -p tcp -j DROP
        ^~~~~~~~~~~~~~~~~~~~~~~~~
          ⋮
          gw# iptables -S FORWARD
          -P FORWARD {{word}}
        - -A FORWARD -p tcp -j DROP
          -A FORWARD -p udp -j ACCEPT
        + -A FORWARD -p tcp -j DROP
          gw# ip -br addr show lo
        - lo               UNKNOWN        127.0.0.9/8
        + lo               UNKNOWN        127.0.0.1/8
        rows: FORWARD rule 1 moved to rule 2: -A FORWARD -p tcp -j DROP
              row 1 (lo): addresses was 127.0.0.9/8, is 127.0.0.1/8
        in cell 1

        1 note, 1 cell; 1 failure in 1 note

        """)
  }

  @Test func `blocks have their colours, and the context of a difference has none`() throws {
    let lines = TextReport(isColoured: true).text(of: try checked()).split(separator: "\n").map(String.init)
    #expect(
      lines.contains("\u{1B}[36m\(rows[0])\u{1B}[0m") && lines.contains("\u{1B}[36m\(rows[1])\u{1B}[0m"))
    #expect(lines.contains("  gw# ip -br addr show lo"))
  }

  @Test(arguments: [ReportFormat.json, .sarif, .github, .junit, .tap])
  func `every form says them`(format: ReportFormat) throws {
    let shown = format.text(of: try checked())
    for row in rows { #expect(shown.replacing("%3A", with: ":").contains(row.drop { $0 == " " })) }
  }

  @Test func `a placeholder that holds is no difference, and one that hides rows stands for them`() throws {
    let hidden = text.replacing(
      "-A FORWARD -p tcp -j DROP\n-A FORWARD -p udp -j ACCEPT\ngw# ip", with: "...\ngw# ip")
    let finding = try #require(try report(["n.md": hidden]).notes[0].failures.first)
    #expect(
      finding.details.filter { $0.hasPrefix("rows: ") || $0.hasPrefix("      ") } == [
        "rows: " + rows[1].dropFirst(6)
      ])
  }

  @Test func `only blanks`() throws {
    let narrow = "```net\nhost a\na# ip -br addr show lo\n```\n\n```output\nlo  UNKNOWN 127.0.0.1/8\n```\n"
    let finding = try #require(try report(["n.md": narrow]).notes[0].failures.first)
    #expect(finding.details.last == "rows: only the blanks between the columns differ")
  }
}
