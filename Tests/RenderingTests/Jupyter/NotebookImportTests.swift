import Foundation
import Lab
import Notebook
import Testing

/// A notebook of format 4 with these cells and this kernel.
private func notebook(_ cells: [[String: Any]], language: String = "python") throws -> Data {
  try JSONSerialization.data(withJSONObject: [
    "cells": cells, "nbformat": 4, "nbformat_minor": 5,
    "metadata": [
      "kernelspec": ["name": "k", "display_name": "K", "language": language], "title": "A \"title\"",
    ],
  ])
}

private func code(_ source: String, _ outputs: [[String: Any]] = [], metadata: [String: Any] = [:])
  -> [String: Any]
{
  [
    "cell_type": "code", "source": source, "outputs": outputs, "metadata": metadata,
    "execution_count": NSNull(),
  ]
}

private func printed(_ text: Any) -> [String: Any] {
  ["output_type": "stream", "name": "stdout", "text": text]
}

/// The note without its front matter and the declaration of the host.
private func body(_ cells: [[String: Any]], language: String = "bash") throws -> String {
  let note = NotebookImport.note(from: try NotebookFile(notebook(cells, language: language), path: "n.ipynb"))
  let head = "---\ntitle: \"A \\\"title\\\"\"\n---\n\n"
  let host = "```net\nhost lab\n```\n\n"
  #expect(note.hasPrefix(head))
  let rest = String(note.dropFirst(head.count))
  return rest.hasPrefix(host) ? String(rest.dropFirst(host.count)) : rest
}

@Suite struct NotebookImportTests {
  @Test func `a cell of several lines is a script on the host`() throws {
    let source = "ip link add br0 type bridge\nfor i in 1 2; do\n  echo \"$i\"\ndone\n"
    let note = try body([code(source, [printed("1\n2\n")])])
    #expect(
      note == #"""
        ```net
        #| on: lab
        ip link add br0 type bridge
        for i in 1 2; do \
          echo "$i"; \
        done
        ```

        ```output
        1
        2
        ```

        """#)
  }

  @Test(arguments: [
    (
      "if true\nthen\n  echo a # why\n\nelse\n  echo b\nfi\nls",
      "if true; \\\nthen \\\n  echo a; \\\nelse \\\n  echo b; \\\nfi\nls"
    ),
    (
      "case $x in\n  a|b)\n    echo 1;;\n  *) echo 2\nesac",
      "case $x in \\\n  a|b) \\\n    echo 1;; \\\n  *) echo 2; \\\nesac"
    ),
    ("f() {\n  echo $1 |\n    wc -l\n}\nf x", "f() { \\\n  echo $1 | \\\n    wc -l; \\\n}\nf x"),
    ("(cd /\nls) &&\n  pwd", "(cd /; \\\nls) && \\\n  pwd"),
    ("echo \"a\nb\" 'c\nd'", "echo \"a\"$'\\n'\"b\" 'c'$'\\n''d'"),
    ("for i in 1; do cat <<E\n$i; do\nE\ndone\nls", "for i in 1; do cat <<E; \\\ndone\n$i; do\nE\nls"),
    ("cat <<-'E' >x\n\tif\n\tE\nls", "cat <<-'E' >x\n\tif\n\tE\nls"),
    ("echo if; echo x 2>&1\nls", "echo if; echo x 2>&1\nls"),
    ("ls \\\n  -l\nls", "ls \\\n  -l\nls"), ("echo 'if\n", "echo 'if"),
    ("while true; do\necho", "while true; do\necho"),
    ("echo ${#x} a#b \\\"  # if\nls", "echo ${#x} a#b \\\"  # if\nls"),
  ])
  func `commands of several lines are one command each`(script: String, lines: String) throws {
    #expect(try body([code(script)]) == "```net\n#| on: lab\n\(lines)\n```\n")
  }

  @Test(arguments: ["%%bash\n", "%%sh -e\n", "%%script bash\n\n", "\n%%bash\n"])
  func `a magic of IPython says that a cell is a script`(magic: String) throws {
    #expect(
      try body([code(magic + "cd /tmp\nls")], language: "python") == "```net\n#| on: lab\ncd /tmp\nls\n```\n")
  }

  @Test func `an exclamation mark begins a command, which may go on`() throws {
    let source = "# see\n!ip addr add \\\n  10.0.0.1/24 dev eth0\n\n!!ls"
    #expect(
      try body([code(source)], language: "python")
        == "```net\n# see\nlab# ip addr add \\\n  10.0.0.1/24 dev eth0\n\nlab# ls\n```\n")
  }

  @Test func `a program stays a text with what it printed`() throws {
    let note = try body([code("import os\n!ls", [printed(["a\n", "b"])])], language: "python")
    #expect(note == "```python\nimport os\n!ls\n```\n\n```text\na\nb\n```\n")
  }

  @Test func `the cells make a note that runs`() throws {
    let text = NotebookImport.note(
      from: try NotebookFile(
        notebook(
          [
            ["cell_type": "markdown", "source": ["# T\n", "text"], "metadata": [:] as [String: Any]],
            code(
              "x=4\nfor i in 1 2; do\n  if [ $i = 1 ]\n  then\n    # one\n    echo $((x + i))\n  else\n    echo \"six\n\"\n  fi\ndone",
              [printed("5\nsix\n\n")]),
            code("echo $x", [printed("4\n")]),
          ], language: "bash"), path: "n.ipynb"))
    let note = try Note(path: "n.md", text: text)
    #expect(note.title == "A \"title\"" && note.cells.count == 3)
    #expect(NoteRunner().run(note).failures.map(\.failure.summary) == [])
  }

  @Test func `what a terminal was told becomes text`() throws {
    let output = "\u{1B}[1;31mred\u{1B}[0m\n10%\r100%\nab\u{8}c\r\n"
    let note = try body([code("x", [printed(output), printed("end")])])
    #expect(note.hasSuffix("```output\nred\n100%\nac\nend\n```\n"))
  }

  @Test func `tags and names become options`() throws {
    let metadata: [String: Any] = [
      "name": "one", "tags": ["raises-exception", "hide-input"], "jupyter": ["source_hidden": true],
    ]
    let note = try body([code("false", metadata: metadata)])
    #expect(
      note == "```net\n#| label: one\n#| error: true\n#| echo: false\n#| fold: true\n#| on: lab\nfalse\n```\n"
    )
  }

  @Test func `backticks in a cell make its fence longer`() throws {
    #expect(
      try body([code("cat <<E\n```\nE", [printed("```\n")])])
        == "````net\n#| on: lab\ncat <<E\n```\nE\n````\n\n````output\n```\n````\n")
  }

  @Test(arguments: [
    ("x", "it is not a notebook: it is not JSON"), ("{}", "it is not a notebook: it has no list of cells"),
    (#"{"worksheets": []}"#, "it is a notebook of an old format"),
    (#"{"cells": [], "nbformat": 3}"#, "only notebooks of the format 4 can be read"),
    (#"{"cells": [{"cell_type": "heading"}], "nbformat": 4}"#, "cells[0] has no known cell_type and source"),
  ])
  func `what is no notebook is refused with the reason`(text: String, reason: String) {
    #expect {
      try NotebookFile(Data(text.utf8), path: "n.ipynb")
    } throws: { error in
      "\(error)".hasPrefix("n.ipynb: ") && "\(error)".contains(reason)
    }
  }
}
