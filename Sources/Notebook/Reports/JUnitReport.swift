import NetLanguage

/// JUnit XML as the schema junit-10.xsd of Jenkins' xunit plugin has it: a suite for each note, a case for each cell,
/// and a case `note` for what is outside the cells. It knows no place for a case's line: those are properties of
/// the suite. There is no `time`: it would be another one in each run.
enum JUnitReport {
  static func text(of report: Report) -> String {
    let suites = report.notes.map(Suite.init)
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    xml += "<testsuites"
    xml += attributes([
      "name": "netnote", "tests": String(suites.map(\.cases.count).reduce(0, +)),
      "failures": String(suites.map(\.failures).reduce(0, +)),
      "errors": String(suites.map(\.errors).reduce(0, +)),
    ])
    return xml + ">\n" + suites.map(text).joined() + "</testsuites>\n"
  }

  private struct Suite {
    var note: NoteReport
    var cases: [Case]

    init(_ note: NoteReport) {
      self.note = note
      cases = note.cells.map { Case(name: $0.name, findings: $0.findings, line: $0.line, state: $0.state) }
      if cases.isEmpty || !note.findings.isEmpty {
        let isRead = note.state == .ran
        cases.insert(Case(name: "note", findings: note.findings, line: 1, state: .ran, isRead: isRead), at: 0)
      }
    }

    var failures: Int { cases.count { $0.hasFailure && !$0.hasError } }
    var errors: Int { cases.count(where: \.hasError) }
  }

  private struct Case {
    var name: String
    var findings: [Finding]
    var line: Int
    var state: CellReport.State
    var isRead = true

    /// What kept it from being carried out, unlike a claim that does not hold.
    func isError(_ finding: Finding) -> Bool {
      finding.severity == .error && (finding.isNotSimulated || !isRead)
    }

    var hasError: Bool { findings.contains(where: isError) }
    var hasFailure: Bool { findings.contains { $0.severity == .error } }
  }

  private static func text(of suite: Suite) -> String {
    let cases = suite.cases
    var xml = "  <testsuite"
    xml += attributes([
      "name": suite.note.path, "file": suite.note.path, "tests": String(cases.count),
      "failures": String(suite.failures), "errors": String(suite.errors),
      "skipped": String(cases.count { $0.state == .notEvaluated }),
    ])
    xml += ">\n    <properties>\n"
    if let title = suite.note.title { xml += property("title", title) }
    for item in cases { xml += property("\(item.name) line", String(item.line)) }
    xml += "    </properties>\n"
    xml += cases.map { text(of: $0, in: suite.note) }.joined()
    return xml + "  </testsuite>\n"
  }

  private static func property(_ name: String, _ value: String) -> String {
    "      <property\(attributes(["name": name, "value": value]))/>\n"
  }

  private static func text(of item: Case, in note: NoteReport) -> String {
    let head = "    <testcase\(attributes(["name": item.name, "classname": note.path]))"
    var content = item.state == .notEvaluated ? "      <skipped message=\"eval: false\"/>\n" : ""
    for finding in item.findings where finding.severity == .error {
      let element = item.isError(finding) ? "error" : "failure"
      let message = attributes(["type": finding.identifier, "message": finding.summary])
      content += "      <\(element)\(message)>\(XMLText.escaped(plain(finding)))</\(element)>\n"
    }
    let warnings = item.findings.filter { $0.severity != .error }
    if !warnings.isEmpty {
      let text = warnings.map(plain).joined(separator: "\n\n")
      content += "      <system-out>\(XMLText.escaped(text))</system-out>\n"
    }
    return content.isEmpty ? head + "/>\n" : head + ">\n" + content + "    </testcase>\n"
  }

  private static func plain(_ finding: Finding) -> String {
    FailureText(isColoured: false) { path, line in
      path == finding.path && line == finding.range.start.line
        ? finding.source : finding.related.first { $0.path == path && $0.line == line }?.source
    }.text(for: finding)
  }

  private static func attributes(_ pairs: KeyValuePairs<String, String>) -> String {
    pairs.map { " \($0.key)=\"\(XMLText.escaped($0.value, isAttribute: true))\"" }.joined()
  }
}

/// Text in XML 1.0.
enum XMLText {
  /// What is no character of XML (section 2.2, `Char`), such as an escape code, becomes U+FFFD.
  static func escaped(_ text: String, isAttribute: Bool = false) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      // Section 3.3.3: white space in an attribute becomes a space, unless it is a reference.
      case "\n", "\t", "\r":
        if isAttribute || scalar == "\r" {
          output += "&#\(scalar.value);"
        } else {
          output.unicodeScalars.append(scalar)
        }
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": output += "\u{FFFD}"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
