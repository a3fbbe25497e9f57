import Foundation
import NetLanguage

/// A report in the Static Analysis Results Interchange Format 2.1.0 (OASIS standard, sarif-v2.1.0), as code
/// scanning reads it.
package enum SARIFReport {
  static func value(of report: Report) -> JSONValue {
    let findings = report.notes.flatMap { $0.warnings + $0.failures }
    let identifiers = Set(findings.map(\.identifier)).sorted()
    var seen: [String: Int] = [:]
    let results = findings.map { result(of: $0, rules: identifiers, &seen) }
    let status = Int(report.summary.exitStatus)
    return .object([
      "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      "version": "2.1.0",
      "runs": .array([
        .object([
          "tool": .object([
            "driver": .object([
              "name": "netnote", "rules": .array(identifiers.map(FindingRule.value)),
            ])
          ]),
          "invocations": .array([
            // Section 3.20.14: false when the tool could not do its work; what it found does not matter.
            .object(["executionSuccessful": .bool(status < 2), "exitCode": .number(status)])
          ]),
          // Section 3.14.17: the unit of columns.
          "columnKind": "unicodeCodePoints",
          "results": .array(results),
        ])
      ]),
    ])
  }

  private static func result(
    of finding: Finding, rules: [String], _ seen: inout [String: Int]
  ) -> JSONValue {
    let fingerprint = fingerprint(of: finding, &seen)
    let level =
      finding.severity == .error ? "error" : finding.severity == .warning ? "warning" : "note"
    return .object([
      "ruleId": .string(finding.identifier),
      "ruleIndex": .number(rules.firstIndex(of: finding.identifier) ?? -1),
      "level": .string(level), "message": .object(["text": .string(finding.text)]),
      "locations": .array([.object(["physicalLocation": location(finding.path, region(of: finding))])]),
      "relatedLocations": .array(
        finding.related.enumerated().map { index, related in
          .object([
            "id": .number(index + 1),
            "physicalLocation": location(related.path, .object(["startLine": .number(related.line)])),
            "message": .object(["text": .string(related.text)]),
          ])
        }),
      "partialFingerprints": .object(["netnoteFinding/v1": .string(fingerprint)]),
    ])
  }

  private static func location(_ path: String, _ region: JSONValue) -> JSONValue {
    .object(["artifactLocation": artifact(path), "region": region])
  }

  /// A path of the call is relative to where the check was run, which is the repository's root in an action.
  private static func artifact(_ path: String) -> JSONValue {
    var allowed = CharacterSet.urlPathAllowed
    // RFC 3986, section 4.2: a colon in the first segment would end a scheme.
    allowed.remove(charactersIn: ":")
    let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    let uri = relative.addingPercentEncoding(withAllowedCharacters: allowed) ?? relative
    if path.hasPrefix("/") { return .object(["uri": .string("file://" + uri)]) }
    return .object(["uri": .string(uri), "uriBaseId": "%SRCROOT%"])
  }

  /// Section 3.30: columns from 1, the end column is behind the last character.
  private static func region(of finding: Finding) -> JSONValue {
    let characters = Array(finding.source ?? "")
    func codePoints(_ column: Int) -> Int {
      let inside = min(column - 1, characters.count)
      return characters[..<inside].reduce(0) { $0 + $1.unicodeScalars.count } + column - inside
    }
    return .object([
      "startLine": .number(finding.range.start.line),
      "startColumn": .number(codePoints(finding.range.start.column)),
      "endLine": .number(finding.range.start.line), "endColumn": .number(codePoints(finding.endColumn)),
    ])
  }

  /// The same finding has the same mark although lines above it come and go: FNV-1a of what it says and where,
  /// the line's number aside, and which of its like it is.
  private static func fingerprint(of finding: Finding, _ seen: inout [String: Int]) -> String {
    let parts = [finding.path, finding.identifier, finding.source ?? "", finding.summary]
    let key = parts.joined(separator: "\u{0}")
    let occurrence = seen[key, default: 0]
    seen[key] = occurrence + 1
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits + ":\(occurrence)"
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self = .string(text) }
}
