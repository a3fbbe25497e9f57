import Foundation
import NetLanguage
import Notebook
import Rendering
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Front matter, a network, a listing, a trace, a failure that is meant, text with markup.
let exportedNote = """
  ---
  title: "出 & out"
  ---

  # A <note>

  ```net
  #| label: net
  host a
  host b
  link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
  a# ip route
  a# echo '<b>' 二
  ```

  ```output
  a# ip route
  10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1
  a# echo '<b>' 二
  <b> 二
  ```

  > 1. in a list
  >
  >    ```net
  >    #| error: true
  >    #| fold: true
  >    trace a# ping -c 1 10.0.0.2
  >    a# ls /none
  >    ```

  ```net
  #| eval: false
  #| echo: false
  a# reboot
  ```

  end
  """

private func exported(_ text: String, hasMark: Bool = false) throws -> String {
  let result = NoteRunner().run(try Note(path: "note.md", text: text))
  return NotebookExport(result).json(hasByteOrderMark: hasMark).text
}

private func imported(_ json: String) throws -> String {
  NotebookImport.note(from: try NotebookFile(Data(json.utf8), path: "n.ipynb"))
}

private func cells(_ json: String) throws -> [[String: Any]] {
  let root = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
  return try #require(root?["cells"] as? [[String: Any]])
}

/// The outputs of a cell: their kind, and for data the media type beside the plain text.
private func kinds(_ cell: [String: Any]) -> [String] {
  (cell["outputs"] as? [[String: Any]] ?? []).map { output in
    let types = (output["data"] as? [String: Any] ?? [:]).keys.filter { $0 != "text/plain" }.sorted()
    return ([output["output_type"] as? String ?? ""] + types).joined(separator: " ")
  }
}

@Suite struct NotebookExportTests {
  @Test func `a note's pieces are cells`() throws {
    let cells = try cells(exported(exportedNote))
    #expect(
      cells.map { $0["cell_type"] as? String } == [
        "raw", "markdown", "code", "markdown", "code", "code", "markdown",
      ])
    #expect(cells[0]["source"] as? [String] == ["---\n", "title: \"出 & out\"\n", "---"])
    let listed = cells[4]["source"] as? [String]
    #expect(
      listed?.first == "#| error: true\n" && listed?.last == "a# ls /none", "without what is before its lines"
    )
    #expect(
      cells.compactMap { $0["execution_count"] as? Int } == [1, 2],
      "a cell that is not evaluated has no number")
  }

  @Test func `outputs are texts, tables, pictures and errors`() throws {
    let cells = try cells(exported(exportedNote))
    #expect(kinds(cells[2]) == ["display_data image/svg+xml", "display_data text/html", "stream"])
    #expect(
      kinds(cells[4]) == [
        "stream", "display_data image/svg+xml", "display_data text/html", "stream", "error",
      ])
    #expect(kinds(cells[5]) == [])
    let outputs = try #require(cells[2]["outputs"] as? [[String: Any]])
    let table = try #require((outputs[1]["data"] as? [String: [String]]))
    #expect(table["text/html"]?.joined().contains("<td>10.0.0.0/24</td>") == true)
    #expect(table["text/plain"]?.last == "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1 \n")
    #expect(outputs[2]["text"] as? [String] == ["a# echo '<b>' 二\n", "<b> 二\n"])
  }

  @Test func `pictures stand alone and are well-formed`() throws {
    for cell in try cells(exported(exportedNote)) {
      for output in cell["outputs"] as? [[String: Any]] ?? [] {
        guard let lines = (output["data"] as? [String: [String]])?["image/svg+xml"] else { continue }
        let svg = lines.joined()
        #expect(
          svg.hasPrefix("<svg ") && svg.contains("xmlns=\"http://www.w3.org/2000/svg\"")
            && svg.contains("<style>"))
        #expect(try XMLDocument(xmlString: svg).rootElement()?.name == "svg")
      }
    }
  }

  @Test func `what Jupyter knows is said in its words`() throws {
    let cells = try cells(exported(exportedNote))
    let metadata = cells.map { $0["metadata"] as? [String: Any] ?? [:] }
    #expect(metadata[2]["name"] as? String == "net")
    #expect(metadata[4]["tags"] as? [String] == ["raises-exception"])
    #expect((metadata[4]["jupyter"] as? [String: Bool])?["source_hidden"] == true)
    #expect(metadata[5]["tags"] as? [String] == ["hide-input"])
  }

  @Test(arguments: [exportedNote, "", "no cell", "```net\nhots\n```\n"])
  func `a notebook is what the format demands`(text: String) throws {
    #expect(try NotebookFormat.violations(in: exported(text)) == [])
  }

  @Test func `another notebook is not what the format demands`() throws {
    let json = try exported(exportedNote)
    for (old, new) in [
      ("\"display_data\"", "\"display\""), ("\"outputs\"", "\"output\""), ("\"cell-1\"", "\"cell 1\""),
      ("\"nbformat\": 4", "\"nbformat\": 3"), ("\"text-2\"", "\"cell-1\""),
    ] {
      #expect(try !NotebookFormat.violations(in: json.replacing(old, with: new)).isEmpty, "\(old)")
    }
  }

  @Test(arguments: [
    exportedNote, exportedNote + "\n", exportedNote.replacing("\n", with: "\r\n"),
    "\n\n" + exportedNote + "\n\n \n",
    "", "\n", "no cell", "```net\nhost a\n```", "```net\nhost a\na# echo 1\n```\n```output\n1\n```\ntext\n",
    "~~~net\nhost a\n\n\n~~~\n\n\n\n~~~output\n~~~\n", "```net\nhost a",
    "- a\n\n  ```net session\n  a# ls\n  ```\n",
    "| a |\n| - |\n\n```net\nhost a\n```\n\n```net\na# echo 2\n```\n",
  ])
  func `importing what was exported gives the note, byte by byte`(text: String) throws {
    let again = try imported(exported(text))
    #expect(again.utf8.elementsEqual(text.utf8), "\(again)")
  }

  @Test func `a byte order mark comes back`() throws {
    #expect(try imported(exported("# x\n", hasMark: true)).utf8.elementsEqual("\u{FEFF}# x\n".utf8))
  }

  @Test func `exporting twice gives the same bytes`() throws {
    #expect(try exported(exportedNote) == exported(exportedNote))
  }
}
