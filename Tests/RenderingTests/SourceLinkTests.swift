import Foundation
import Lab
import Notebook
import Rendering
import Testing

private func page(_ text: String, language: String = "en") throws -> String {
  let note = try Note(path: "n.md", text: "---\nlang: \(language)\n---\n" + text)
  return NotePage(NoteRunner().run(note)).body.source
}

private let network = """
  ```net
  host gw forward docker
  host a
  link a:eth0 10.0.0.2/24 -- gw:eth0 10.0.0.1/24
  gw# iptables -A INPUT -p tcp -j DROP
  gw# ip route add 10.9.0.0/24 via 10.0.0.2
  gw# docker run -d --name web -p 8080:80 nginx
  a# nc -lk -p 7000 &
  a# ping -c 1 10.0.0.1 > /dev/null
  ```

  """

@Suite struct SourceLinkTests {
  /// Front matter is three lines.
  @Test(arguments: [
    ("gw# iptables -S INPUT; iptables -L INPUT", "#line-8", "iptables"),
    ("gw# ip route", "#line-9", "10.9.0.0/24"),
    ("gw# docker ps", "#line-10", "nginx"), ("a# ss -tln", "#line-11", "7000"),
    ("a# netstat -tln", "#line-11", "7000"),
    ("a# ip neigh", "#line-12", "10.0.0.1"), ("a# ip -4 addr show eth0", "#line-7", "10.0.0.2/24"),
  ])
  func `a row leads to the line that made it`(command: String, target: String, text: String) throws {
    let page = try page(network + "```net\n\(command)\n```\n")
    let row = try #require(
      page.components(separatedBy: "<tr>").first { $0.contains("href=\"\(target)\"") }, "\(command)")
    #expect(page.contains("<span id=\"\(target.dropFirst())\">"), "the line can be led to")
    #expect(row.contains(text) || text == "iptables")
    #expect(page.contains("<th scope=\"col\">line</th>"))
  }

  @Test func `a link says what the line says`() throws {
    let page = try page(network + "```net\ngw# iptables -L INPUT\n```\n")
    #expect(
      page.contains(
        "<a href=\"#line-8\" title=\"gw# iptables -A INPUT -p tcp -j DROP\" aria-label=\"line 8\">8</a>"))
    let chinese = try self.chinese(network + "```net\ngw# iptables -L INPUT\n```\n")
    #expect(chinese.contains("<th scope=\"col\">行</th>") && chinese.contains("aria-label=\"第 8 行\">8</a>"))
  }

  private func chinese(_ text: String) throws -> String { try page(text, language: "zh") }

  @Test func `what the kernel made itself leads nowhere`() throws {
    let page = try page("```net\nhost a\na# ip rule\n```\n")
    #expect(page.contains("<td>32766</td>") && !page.contains(">line</th>"))
  }

  @Test func `a line that the page does not show is named, not linked`() throws {
    let hidden = network.replacing("```net\nhost", with: "```net\n#| echo: false\nhost")
    let page = try page(hidden + "```net\ngw# iptables -L INPUT\n```\n")
    #expect(page.contains("<td class=\"nowrap\">9</td>") && !page.contains("href=\"#line-"))
  }

  @Test func `only lines that something leads to have a name`() throws {
    #expect(!(try page("```net\nhost a\na# echo 1\n```\n")).contains("id=\"line-"))
  }
}

@Suite struct OriginTextTests {
  @Test func `a terminal shows the rows with their lines`() throws {
    let result = NoteRunner().run(
      try Note(path: "d/n.md", text: network + "```net\ngw# iptables -L INPUT\na# echo 1\n```\n"))
    let lines = try #require(result.cells.last?.result?.lines)
    #expect(
      OriginText.text(of: lines, path: "d/n.md")
        == "made by, in gw# iptables -L INPUT:\n  d/n.md:5: 1 0 0 DROP tcp * * 0.0.0.0/0 0.0.0.0/0\n")
  }
}
