import Foundation
import Lab
import NetLanguage
import Notebook
import Testing

@testable import Rendering

/// Numbers that are the same in every run of the tests.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

/// Everything that can be written of a run.
private func everything(_ text: String, _ cache: ResultCache?) throws -> [String] {
  var runner = NoteRunner()
  runner.cache = cache
  runner.readFile = { (_) throws(FileProblem) in Data("host x\nswitch y\n".utf8) }
  let result = runner.run(try Note(path: "n.md", text: text))
  let traces = result.cells.flatMap { $0.result?.lines ?? [] }.map { TraceCapture.pcapng(of: $0.trace) }
  return [
    ResultJSON.note(result).text, NotePage(result).html,
    JSONReport.value(of: Report(notes: [NoteReport(result)])).text,
    RecordingWriter.corrected(result) ?? "as recorded", "\(traces)",
  ]
}

/// The report of a check of the text in a file, as JSON.
private func report(_ text: String, in folder: String, _ cache: ResultCache?) throws -> String {
  let path = folder + "/n.md"
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  var checker = NoteChecker()
  checker.cache = cache
  return JSONReport.value(of: Report(notes: [checker.reported(on: path).report])).text
}

private let story = """
  ```net
  #| label: start
  host a
  host gw forward
  host b
  link a:eth0 10.0.1.2/24 -- gw:eth0 10.0.1.1/24
  link gw:eth1 10.0.2.1/24 -- b:eth0 10.0.2.2/24
  a# ip route add default via 10.0.1.1
  b# ip route add default via 10.0.2.1
  ```

  Words.

  ```net
  gw# iptables -A FORWARD -p tcp --dport 80 -j DROP
  gw# iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE
  serve b 8080/tcp "hello"
  trace a# curl http://10.0.2.2:8080/
  expect path a gw b
  ```

  ```output
  hello
  ```

  - In a list:

    ```net session
    a# ping -c 1 10.0.2.2
    PING 10.0.2.2 (10.0.2.2) 56(84) bytes of data.
    ...
    gw# iptables -nL FORWARD
    Chain FORWARD
    ```

  ```net
  #| from: start
  trace a# ping -c 1 -t 1 10.0.2.2
  expect exit 1
  ```

  ```net
  #| include: t.net
  x# true
  trace a# ping -c 1 -W 1 10.0.2.9
  ```

  """

@Suite struct CachedRunTests {
  /// Each edit is made to the text as the edits before left it, with one cache for all.
  @Test(arguments: [1, 2, 3, 4]) func `after any edit a cached run writes the bytes of a cold one`(
    seed: UInt64
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cached-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("host x\nswitch y\n".utf8).write(to: URL(fileURLWithPath: folder + "/t.net"))
    var dice = Dice(state: seed)
    var lines = story.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var found = 0
    for round in 0..<25 {
      // Of a text that was edited for long little is run.
      if round % 5 == 0 {
        lines = story.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      }
      Self.edit(&lines, &dice)
      let text = lines.joined(separator: "\n")
      let cache = ResultCache(folder: folder, build: "test")
      let cold = try everything(text, nil)
      #expect(try everything(text, cache) == cold)
      // And once more, when everything is known.
      #expect(try everything(text, cache) == cold)
      let checked = try report(text, in: folder, nil)
      #expect(try report(text, in: folder, cache) == checked)
      #expect(try report(text, in: folder, cache) == checked)
      found += cache.counted.found
    }
    #expect(found > 100)
  }

  private static func edit(_ lines: inout [String], _ dice: inout Dice) {
    let place = Int.random(in: lines.indices, using: &dice)
    switch Int.random(in: 0..<6, using: &dice) {
    case 0: lines.insert(contentsOf: ["", "More words.", ""], at: 0)
    case 1: lines.remove(at: place)
    case 2: lines.insert(lines[place], at: place)
    case 3: lines.swapAt(place, Int.random(in: lines.indices, using: &dice))
    case 4: lines[place] = lines[place].replacing("8080", with: "8081").replacing("-A ", with: "-I ")
    default: lines.insert("", at: place)
    }
  }
}
