package import Lab

extension ResultJSON {
  /// The rules that each packet of the line met, in the form of the recordings.
  static func trace(_ line: LineResult) -> JSONValue {
    .array(
      CanonicalTrace.records(of: line.trace).map { record in
        .object(["packet": .string(record.packet), "hits": .strings(record.hits)])
      })
  }

  /// The same for people: each packet, and under it the rules that it met.
  package static func traceText(of line: LineResult) -> String {
    CanonicalTrace.records(of: line.trace).map { record in
      record.packet + "\n" + record.hits.map { "    " + $0 + "\n" }.joined()
    }.joined()
  }
}
