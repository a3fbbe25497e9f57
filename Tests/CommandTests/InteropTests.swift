import Foundation
import Testing

/// A note that has everything a notebook or a report can show of it.
private let note = """
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

  ```net
  #| error: true
  trace a# ping -c 2 10.0.0.2
  a# ls /none
  ```

  """
private let wrong = note + "\n```output\n'<&>' \u{7}\n```\n\n```net\nhots\n```\n"

private let nbformat = Tool(
  python: "nbformat",
  running: """
    import nbformat, sys
    book = nbformat.read(sys.argv[1], nbformat.NO_CONVERT)
    nbformat.validate(book)
    print(book.nbformat, book.nbformat_minor, len(book.cells))
    """)

private let schema = Tool(
  python: "jsonschema",
  running: """
    import json, sys
    from jsonschema import Draft202012Validator
    schema = json.load(open(sys.argv[1]))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))
    """)

/// The library's classes are made from the format's schema: they refuse members that it does not have, and objects
/// that lack what it requires.
private let sarif = Tool(
  python: "sarif_om",
  running: """
    import json, sys, sarif_om
    kinds = {"": "SarifLog", "runs": "Run", "tool": "Tool", "driver": "ToolComponent", "rules": "ReportingDescriptor",
      "shortDescription": "MultiformatMessageString", "fullDescription": "MultiformatMessageString",
      "help": "MultiformatMessageString", "defaultConfiguration": "ReportingConfiguration", "message": "Message",
      "invocations": "Invocation", "results": "Result", "locations": "Location", "relatedLocations": "Location",
      "physicalLocation": "PhysicalLocation", "artifactLocation": "ArtifactLocation", "region": "Region"}
    free = {"partialFingerprints", "properties"}
    def read(value, name):
      if isinstance(value, list): return [read(item, name) for item in value]
      if not isinstance(value, dict) or name in free: return value
      kind = getattr(sarif_om, kinds[name])
      names = {f.metadata["schema_property_name"]: f.name for f in kind.__attrs_attrs__}
      return kind(**{names[key]: read(item, key) for key, item in value.items()})
    log = read(json.load(open(sys.argv[1])), "")
    print(len(log.runs), len(log.runs[0].results), len(log.runs[0].tool.driver.rules))
    """)

private let junit = Tool(
  python: "junitparser",
  running: """
    import sys
    from junitparser import JUnitXml
    report = JUnitXml.fromfile(sys.argv[1])
    cases = [case for suite in report for case in suite]
    print(report.tests, report.failures, report.errors, len(cases), sum(bool(case.result) for case in cases))
    """)

private let tshark = Tool("tshark")
private let prove = Tool("prove")

@Suite struct NotebookCommandTests {
  @Test func `a notebook becomes the note again, and replaces nothing that says something else`() throws {
    let netnote = try Netnote(["n.md": note])
    defer { netnote.remove() }
    #expect(try netnote.run("export", "n.md", "--to", "ipynb").status == 0)
    let back = try netnote.run("import", "n.ipynb")
    #expect(back.status == 0 && back.output == "n.md\n")
    #expect(try netnote.run("import", "n.ipynb", "-o", "-").output == note)
    try netnote.write(Data("mine".utf8), to: "n.md")
    let refused = try netnote.run("import", "n.ipynb")
    #expect(refused.status == 2 && refused.errors.contains("n.md: it exists already and says something else"))
    #expect(try netnote.text(of: "n.md") == "mine")
    #expect(try netnote.run("import", "n.ipynb", "--force").status == 0)
    #expect(try netnote.text(of: "n.md") == note)
  }

  @Test func `a note that fails is exported on demand alone`() throws {
    let netnote = try Netnote(["n.md": wrong])
    defer { netnote.remove() }
    let outcome = try netnote.run("export", "n.md", "--to", "ipynb")
    #expect(outcome.status == 1 && outcome.errors.hasSuffix("(--force writes it nevertheless)\n"))
    #expect(try netnote.names == ["n.md"])
    #expect(try netnote.run("export", "n.md", "--to", "ipynb", "--force").status == 1)
    #expect(try netnote.names == ["n.ipynb", "n.md"])
  }

  @Test(.enabled(if: nbformat.isExpected), arguments: [note, wrong, "text", ""])
  func `Jupyter's own library finds a notebook valid`(text: String) throws {
    let netnote = try Netnote(["n.md": text])
    defer { netnote.remove() }
    _ = try netnote.run("export", "n.md", "--to", "ipynb", "--force")
    let outcome = try nbformat.run(["n.ipynb"], in: netnote.folder)
    #expect(outcome.status == 0 && outcome.output.hasPrefix("4 5 "), "\(outcome.output)")
  }
}

@Suite struct ReportValidityTests {
  @Test(.enabled(if: schema.isExpected), arguments: [note, wrong, "text"])
  func `the JSON report is what its schema describes`(text: String) throws {
    let netnote = try Netnote(["n.md": text])
    defer { netnote.remove() }
    try netnote.write(Data([0xFF]), to: "unreadable.md")
    _ = try netnote.run("check", "n.md", "unreadable.md", "--format", "json", "--output", "r.json")
    let outcome = try schema.run(
      [Repository.file("Sources/Notebook/Reports/Schemas/report-1.schema.json"), "r.json"], in: netnote.folder
    )
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test(.enabled(if: sarif.isExpected), arguments: [(note, "1 0 0\n"), (wrong, "1 2 2\n")])
  func `a library made from SARIF's schema reads the report`(text: String, found: String) throws {
    let netnote = try Netnote(["n.md": text])
    defer { netnote.remove() }
    _ = try netnote.run("check", "n.md", "--format", "sarif", "--output", "r.sarif")
    let outcome = try sarif.run(["r.sarif"], in: netnote.folder)
    #expect(outcome.output == found)
  }

  @Test(.enabled(if: junit.isExpected)) func `a library reads the report in JUnit's form`() throws {
    let netnote = try Netnote(["n.md": wrong, "good.md": note])
    defer { netnote.remove() }
    _ = try netnote.run("check", ".", "--format", "junit", "--output", "r.xml")
    let outcome = try junit.run(["r.xml"], in: netnote.folder)
    #expect(outcome.output == "5 2 0 5 2\n")
  }

  @Test(.enabled(if: prove.isExpected)) func `Perl's harness reads the report in TAP`() throws {
    let netnote = try Netnote(["n.md": wrong, "good.md": note])
    defer { netnote.remove() }
    _ = try netnote.run("check", ".", "--format", "tap", "--output", "r.tap")
    let outcome = try prove.run(["--exec", "cat", "r.tap"], in: netnote.folder)
    #expect(
      outcome.output.contains("Failed 2/7 subtests") && !outcome.output.contains("Parse errors"),
      "\(outcome.output)")
    _ = try netnote.run("check", "good.md", "--format", "tap", "--output", "r.tap")
    #expect(try prove.run(["--exec", "cat", "r.tap"], in: netnote.folder).status == 0)
  }
}

/// A container's port behind a host, so that packets are rewritten on their way over four interfaces.
private let translated = """
  ```net
  host a
  host gw docker
  link a:eth0 10.0.0.2/24 -- gw:eth0 10.0.0.1/24
  gw# docker run -d --name web -p 8080:80 nginx
  trace a# curl -s -o /dev/null http://10.0.0.1:8080/
  trace a# ping -c 1 10.0.0.1
  ```
  """

@Suite struct CaptureTests {
  /// What tshark says, but for the warning that it gives everyone who is root.
  private func tsharkLines(_ arguments: [String], in netnote: Netnote) throws -> [String] {
    let outcome = try tshark.run(["-n"] + arguments, in: netnote.folder)
    #expect(outcome.status == 0)
    return outcome.output.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("Running as user") }
  }

  @Test(.enabled(if: tshark.isExpected)) func `tshark reads the interfaces, directions and comments`() throws
  {
    let netnote = try Netnote(["n.md": translated])
    defer { netnote.remove() }
    #expect(try netnote.run("run", "n.md", "--pcap", "p").status == 0)
    #expect(try netnote.names(in: "p") == ["cell-1-line-6.pcapng", "cell-1-line-7.pcapng"])
    let fields = ["frame.interface_name", "frame.packet_flags_direction", "icmp.type", "frame.comment"]
    let lines = try tsharkLines(
      ["-r", "p/cell-1-line-7.pcapng", "-T", "fields", "-Y", "icmp"] + fields.flatMap { ["-e", $0] },
      in: netnote)
    #expect(
      lines == [
        "a:eth0\t0x00000002\t8\tpacket 15 at a", "gw:eth0\t0x00000001\t8\tpacket 15 at gw",
        "gw:eth0\t0x00000002\t0\tpacket 16 at gw, ESTABLISHED, because of packet 15",
        "a:eth0\t0x00000001\t0\tpacket 16 at a, because of packet 15",
      ])
  }

  @Test(.enabled(if: tshark.isExpected))
  func `every checksum of a capture is right, and nothing is malformed`() throws {
    let netnote = try Netnote(["n.md": translated])
    defer { netnote.remove() }
    _ = try netnote.run("run", "n.md", "--pcap", "p")
    let capture = ["-r", "p/cell-1-line-6.pcapng"]
    let interfaces = try tsharkLines(
      capture + ["-T", "fields", "-e", "frame.interface_name", "-Y", "tcp"], in: netnote)
    #expect(Set(interfaces).isSuperset(of: ["a:eth0", "gw:eth0", "gw:docker0", "web:eth0"]))
    let bad = ["ip", "tcp", "udp", "icmp"].map { "\($0).checksum.status == \"Bad\"" }
    let checks = ["ip", "tcp", "udp"].flatMap { ["-o", "\($0).check_checksum:TRUE"] }
    let filter = (bad + ["_ws.malformed", "_ws.expert.severity == \"Error\""]).joined(separator: " || ")
    #expect(try tsharkLines(capture + checks + ["-Y", filter], in: netnote) == [])
    let good = try tsharkLines(capture + checks + ["-Y", "tcp.checksum.status == \"Good\""], in: netnote)
    #expect(good.count > 20)
  }
}
