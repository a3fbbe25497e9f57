import Foundation
import Notebook
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The structure that junit-10.xsd (Jenkins' xunit plugin) allows, as a table: for each element the attributes it must
/// and may have, and its children.
private let structure: [String: (required: Set<String>, optional: Set<String>, children: Set<String>)] = [
  "testsuites": ([], ["name", "time", "tests", "failures", "errors"], ["testsuite"]),
  "testsuite": (
    ["name", "tests", "failures", "errors"],
    ["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
    ["testsuite", "properties", "testcase", "system-out", "system-err"]
  ),
  "properties": ([], [], ["property"]),
  "property": (["name", "value"], [], []),
  "testcase": (
    ["name"], ["time", "classname", "group"],
    ["skipped", "error", "failure", "system-out", "system-err"]
  ),
  "skipped": ([], ["type", "message"], []),
  "error": ([], ["type", "message"], []),
  "failure": ([], ["type", "message"], []),
  "system-out": ([], [], []),
]

private func violations(_ element: XMLElement) -> [String] {
  let name = element.name ?? ""
  guard let rule = structure[name] else { return ["no element \(name)"] }
  let attributes = Set((element.attributes ?? []).compactMap(\.name))
  var found = rule.required.subtracting(attributes).map { "\(name) lacks \($0)" }
  found += attributes.subtracting(rule.required).subtracting(rule.optional).map { "\(name) has \($0)" }
  for child in (element.children ?? []).compactMap({ $0 as? XMLElement }) {
    if !rule.children.contains(child.name ?? "") { found.append("\(child.name ?? "") in \(name)") }
    found += violations(child)
  }
  return found
}

@Suite struct JUnitReportTests {
  private func document(_ report: Report) throws -> XMLDocument {
    try XMLDocument(xmlString: ReportFormat.junit.text(of: report))
  }

  private func texts(_ document: XMLDocument, _ path: String) throws -> [String] {
    try document.nodes(forXPath: path).map { $0.stringValue ?? "" }
  }

  @Test func `the report has the structure of the schema`() throws {
    let root = try #require(try document(oneOfEverything()).rootElement())
    #expect(root.name == "testsuites" && violations(root) == [])
  }

  @Test func `a suite is a note and a case is a cell`() throws {
    let document = try document(oneOfEverything())
    #expect(try texts(document, "//testsuite/@name") == ["好.md", "a,b/bad: 100%.md", "gone.md", "why.md"])
    let cases = try texts(document, "//testsuite[2]/testcase/@name")
    #expect(cases == ["note", "cell 1", "cell 2 (left-out)", "cell 3 (坏)"])
    #expect(try texts(document, "//testsuite[2]/testcase[skipped]/@name") == ["cell 2 (left-out)"])
    #expect(try texts(document, "//property[@name='cell 3 (坏) line']/@value") == ["16"])
  }

  @Test func `the numbers are those of the cases`() throws {
    let document = try document(oneOfEverything())
    for suite in try document.nodes(forXPath: "//testsuite") {
      func count(_ path: String) throws -> String { String(try suite.nodes(forXPath: path).count) }
      func attribute(_ name: String) throws -> String? {
        try suite.nodes(forXPath: "@" + name).first?.stringValue
      }
      #expect(try attribute("tests") == count("testcase"))
      #expect(try attribute("failures") == count("testcase[failure][not(error)]"))
      #expect(try attribute("errors") == count("testcase[error]"))
      #expect(try attribute("skipped") == count("testcase[skipped]"))
    }
    #expect(try texts(document, "/testsuites/@errors") == ["2"])
  }

  @Test func `texts keep their meaning, and what is no character of XML is replaced`() throws {
    let document = try document(oneOfEverything())
    let failure = try #require(try texts(document, "//testcase[@name='cell 3 (坏)']/failure").first)
    #expect(failure.contains("- <e>\n+ <é> #1"))
    #expect(
      try texts(document, "//error[@type='not-simulated']/@message") == [
        "netnote does not simulate tc\u{FFFD}"
      ])
  }
}
