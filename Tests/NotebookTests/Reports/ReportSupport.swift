import Foundation
import NetLanguage
import Notebook

/// A check of notes by their texts, as `netnote check` reports it.
func report(_ notes: KeyValuePairs<String, String>, shard: Shard? = nil) throws -> Report {
  Report(
    notes: try notes.map { path, text in
      NoteReport(NoteRunner().run(try Note(path: path, text: text)))
    }, shard: shard)
}

/// One of everything: a note that holds, failures with and without a cell, a cell that is left out, markup and Chinese
/// in texts, what is not simulated, a file that cannot be read.
func oneOfEverything() throws -> Report {
  var report = try report([
    "好.md": "# A & B\n\n```net\nhost a\na# echo 好\n```\n\n```output\n好\n```\n",
    "a,b/bad: 100%.md": """
    ---
    draft: <maybe>
    ---

    ```net sesion
    host a
    hots "b"
    ```

    ```net
    #| label: left-out
    #| eval: false
    a# echo 1
    ```

    ```net
    #| label: 坏
    host b
    b# echo '<é>' '#1'
    ```

    ```output
    <e>
    ```
    """,
  ])
  report.notes.append(
    NoteReport(
      .init(path: "gone.md", verdict: .unusable(FileProblem(path: "gone.md", reason: "it cannot be read")))))
  report.notes.append(
    NoteReport(
      path: "why.md", title: "Why", state: .ran,
      cells: [
        CellReport(
          number: 1, label: nil, line: 1, state: .ran,
          findings: [
            Finding(
              .error, "not-simulated", path: "why.md", range: at(2, 4, 3),
              "netnote does not simulate tc\u{1B}",
              details: ["a\tb"], source: "a# tc",
              related: [.init(path: "why.md", line: 9, text: "added here", source: "x")])
          ])
      ], findings: []))
  return report
}

func at(_ line: Int, _ column: Int, _ length: Int) -> SourceRange {
  SourceRange(start: SourcePosition(line: line, column: column), length: length)
}

/// The members of a JSON object, by a path such as `runs.0.results`.
func value(_ text: String, _ path: String) throws -> Any? {
  try path.split(separator: ".").reduce(JSONSerialization.jsonObject(with: Data(text.utf8)) as Any?) {
    value, name in
    if let list = value as? [Any], let index = Int(name) {
      return list.indices.contains(index) ? list[index] : nil
    }
    return (value as? [String: Any])?[String(name)]
  }
}
