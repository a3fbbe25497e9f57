import Foundation

extension NoteChecker {
  /// What a check says of a note.
  package struct Reported: Hashable, Sendable {
    package var report: NoteReport
    /// The names of the parameters that the note declares.
    package var parameters: [String]
  }

  /// Like `check`, but only the reports: for a note that was checked before, and of which nothing has changed, the
  /// report is taken from the cache, and the note is not even parsed.
  package func report(_ paths: [String], each: @Sendable (Reported) -> Void) {
    SideBySide.run(
      paths.count, jobs: jobs, isLast: { stopsAtFirstFailure && !$0.report.isGood },
      { reported(on: paths[$0]) }, each: each)
    cache?.prune()
  }

  package func reported(on path: String) -> Reported { reported(on: path, "report", Reported.init) }

  /// - Parameters:
  ///   - kind: what the report says: of each kind one is kept.
  ///   - report: makes the report of a note that was run.
  func reported(on path: String, _ kind: String, _ report: (Checked) -> Reported) -> Reported {
    let bytes: Data
    do {
      bytes = try FileReader.bytes(at: path)
    } catch {
      return Reported(Checked(path: path, verdict: .unusable(error)))
    }
    guard let cache else { return report(Checked(path: path, verdict: verdict(on: path, bytes: bytes))) }
    let place = place(of: kind, path, in: cache)
    let content = CacheKey(["note"], content: bytes)
    if let kept: KeptReport = cache.value(at: place), kept.content == content,
      kept.included.allSatisfy(\.isAsItWas)
    {
      return kept.reported
    }
    var included: [IncludedDigest] = []
    let verdict = verdict(on: path, bytes: bytes) { included.append(IncludedDigest($0)) }
    let reported = report(Checked(path: path, verdict: verdict))
    cache.keep(KeptReport(content: content, included: included, reported: reported), at: place)
    return reported
  }

  /// The report names the path as the call did, and depends on what the call asked for.
  private func place(of kind: String, _ path: String, in cache: ResultCache) -> CacheKey {
    let values = parameters.flatMap { [$0.name, $0.value] }
    return cache.place(kind, ofFileAt: path, [stopsAtFirstFailure ? "first failure" : "all"] + values)
  }
}

extension NoteChecker.Reported {
  init(_ checked: NoteChecker.Checked) {
    self.init(report: NoteReport(checked), parameters: checked.parameters)
  }
}

/// A report, and the files that it depends on.
private struct KeptReport: Hashable, Storable {
  /// The hash of the note.
  var content: CacheKey
  var included: [IncludedDigest]
  var reported: NoteChecker.Reported

  init(content: CacheKey, included: [IncludedDigest], reported: NoteChecker.Reported) {
    (self.content, self.included, self.reported) = (content, included, reported)
  }

  func store(in writer: inout StoredWriter) {
    writer(content)
    writer(included)
    writer(reported.report)
    writer(reported.parameters)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    content = try reader()
    included = try reader()
    reported = NoteChecker.Reported(report: try reader(), parameters: try reader())
  }
}

/// What an included file was like.
private struct IncludedDigest: Hashable, Storable {
  var path: String
  /// The hash of what is in it, or why it could not be read.
  var content: String

  init(_ file: IncludedFile) {
    path = file.path
    switch file.bytes {
    case .success(let bytes): content = CacheKey(["included"], content: bytes).text
    case .failure(let problem): content = problem.reason
    }
  }

  var isAsItWas: Bool {
    let bytes = Result { () throws(FileProblem) in try FileReader.bytes(at: path) }
    return IncludedDigest(IncludedFile(path: path, bytes: bytes)) == self
  }

  func store(in writer: inout StoredWriter) {
    writer(path)
    writer(content)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    (path, content) = (try reader(), try reader())
  }
}
