import Foundation
import Notebook
import Testing

/// What SARIF 2.1.0 (OASIS standard, 27 March 2020) asks of the members that a report uses.
private struct SARIFCheck {
  var violations: [String] = []

  mutating func require(_ holds: Bool, _ rule: String) { if !holds { violations.append(rule) } }

  mutating func check(_ text: String) throws {
    let log = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    require(log["version"] as? String == "2.1.0", "3.13.2 version")
    require(
      (log["$schema"] as? String).flatMap(URL.init(string:))?.scheme == "https", "3.13.3 $schema is a URI")
    let runs = log["runs"] as? [[String: Any]] ?? []
    require(runs.count == 1, "3.13.4 runs")
    for run in runs { check(run: run) }
  }

  private mutating func check(run: [String: Any]) {
    let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any] ?? [:]
    require((driver["name"] as? String)?.isEmpty == false, "3.19.8 a tool has a name")
    let rules = driver["rules"] as? [[String: Any]] ?? []
    let ids = rules.compactMap { $0["id"] as? String }
    require(ids.count == rules.count && Set(ids).count == ids.count, "3.49.3 ids are there and unlike")
    for rule in rules {
      require((rule["shortDescription"] as? [String: Any])?["text"] is String, "3.49.9 shortDescription")
    }
    for invocation in run["invocations"] as? [[String: Any]] ?? [] {
      require(invocation["executionSuccessful"] is Bool, "3.20.14 executionSuccessful")
    }
    require(
      ["utf16CodeUnits", "unicodeCodePoints"].contains(run["columnKind"] as? String), "3.14.17 columnKind")
    for result in run["results"] as? [[String: Any]] ?? [] { check(result: result, ids) }
  }

  private mutating func check(result: [String: Any], _ ids: [String]) {
    let index = result["ruleIndex"] as? Int ?? -1
    require(
      ids.indices.contains(index) && ids[index] == result["ruleId"] as? String,
      "3.27.6 ruleIndex is of ruleId")
    require(["none", "note", "warning", "error"].contains(result["level"] as? String), "3.27.10 level")
    require(
      ((result["message"] as? [String: Any])?["text"] as? String)?.isEmpty == false, "3.27.11, 3.11.8 message"
    )
    let locations = result["locations"] as? [[String: Any]] ?? []
    require(locations.count == 1, "3.27.12 locations")
    for location in locations { check(location) }
    var seen: Set<Int> = []
    for related in result["relatedLocations"] as? [[String: Any]] ?? [] {
      check(related)
      let id = related["id"] as? Int ?? -1
      require(id >= 0 && seen.insert(id).inserted, "3.28.2 ids of locations are unlike")
      require((related["message"] as? [String: Any])?["text"] is String, "3.28.5 message")
    }
  }

  private mutating func check(_ location: [String: Any]) {
    let place = location["physicalLocation"] as? [String: Any] ?? [:]
    let uri = (place["artifactLocation"] as? [String: Any])?["uri"] as? String ?? ""
    let allowed = CharacterSet(charactersIn: "-._~!$&'()*+,;=@/%:").union(.alphanumerics)
    require(
      !uri.isEmpty && uri.unicodeScalars.allSatisfy { $0.isASCII && allowed.contains($0) },
      "3.4.3 uri (RFC 3986)")
    require(
      uri.hasPrefix("file:") || !uri.split(separator: "/")[0].contains(":"), "RFC 3986 4.2 relative reference"
    )
    let region = place["region"] as? [String: Int] ?? [:]
    let (line, column) = (region["startLine"] ?? 0, region["startColumn"] ?? 1)
    require(line >= 1 && (region["endLine"] ?? line) >= line, "3.30.5 lines from 1")
    require(column >= 1 && (region["endColumn"] ?? column) >= column, "3.30.6 columns from 1")
  }
}

@Suite struct SARIFReportTests {
  @Test func `the report keeps the standard's rules`() throws {
    var check = SARIFCheck()
    try check.check(ReportFormat.sarif.text(of: oneOfEverything()))
    #expect(check.violations == [])
    var wrong = SARIFCheck()
    try wrong.check(
      ReportFormat.sarif.text(of: oneOfEverything()).replacing("\"ruleIndex\": 0", with: "\"ruleIndex\": 9"))
    #expect(!wrong.violations.isEmpty)
  }

  @Test func `every finding is a result at its place`() throws {
    let report = try oneOfEverything()
    let text = ReportFormat.sarif.text(of: report)
    let results = try #require(try value(text, "runs.0.results") as? [Any])
    #expect(results.count == report.notes.flatMap(\.allFindings).count)
    let place = "runs.0.results.0.locations.0.physicalLocation"
    let uri = try value(text, "\(place).artifactLocation.uri") as? String
    #expect(uri == "a,b/bad%3A%20100%25.md")
  }

  @Test func `columns are counted in code points`() throws {
    // A flag is one character of two code points.
    let report = try report(["n.md": "```net\nhost a\nhost b\nlink a:e0 -- 🇩🇪\n```\n"])
    let text = ReportFormat.sarif.text(of: report)
    let region = "runs.0.results.0.locations.0.physicalLocation.region"
    #expect(report.notes[0].failures.map(\.range) == [at(4, 14, 1)])
    #expect(try value(text, "\(region).startColumn") as? Int == 14)
    #expect(try value(text, "\(region).endColumn") as? Int == 16)
  }

  @Test func `explanations are related locations`() throws {
    let text = ReportFormat.sarif.text(of: Report(notes: [try oneOfEverything().notes[3]]))
    let related = "runs.0.results.0.relatedLocations.0"
    #expect(try value(text, "\(related).physicalLocation.region.startLine") as? Int == 9)
    #expect(try value(text, "\(related).message.text") as? String == "added here")
    #expect(try value(text, "runs.0.invocations.0.executionSuccessful") as? Bool == false)
  }

  @Test func `a finding keeps its fingerprint when lines are added above`() throws {
    func fingerprint(_ text: String) throws -> String? {
      let sarif = ReportFormat.sarif.text(of: try report(["n.md": text]))
      let prints = try value(sarif, "runs.0.results.0.partialFingerprints") as? [String: String]
      return prints?["netnoteFinding/v1"]
    }
    let one = try #require(try fingerprint("```net\nhots a\n```\n"))
    #expect(try fingerprint("# x\n\n```net\nhots a\n```\n") == one)
    #expect(try fingerprint("```net\nhots b\n```\n") != one)
  }
}
