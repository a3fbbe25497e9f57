import Foundation
import Lab
import NetLanguage
import Notebook
import Simulation
import Testing

private let network = "host a\nhost b\nlink a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24"
private let rule = "b# iptables -A INPUT -p icmp -j ACCEPT"
private let ping = "trace a# ping -c 1 10.0.0.2\nexpect path a b"

@Suite struct ResultCacheTests {
  private let store = TemporaryCache()

  @Test func `an unchanged note runs nothing`() throws {
    let text = cells(network, rule, ping)
    let cold = try store.run(text)
    let again = try store.run(text)
    #expect(cold.ran == 3 && cold.result.isGood)
    #expect(again.ran == 0 && again.result.cells.map(\.result) == cold.result.cells.map(\.result))
  }

  @Test func `a changed paragraph runs nothing, and what is said of lines moves along`() throws {
    let text = cells(network, rule, ping)
    _ = try store.run(text)
    let moved = text.replacing("A paragraph.", with: "Two\nlines.")
    let cached = try store.run(moved)
    #expect(cached.ran == 0)
    let cold = NoteRunner().run(try note(moved))
    #expect(cached.result.cells.map(\.result) == cold.cells.map(\.result))
    // The rule that the packet met says where it comes from.
    let origins = cached.result.cells[2].result!.lines[0].trace.compactMap { step -> Int? in
      guard case .rule(let visit) = step.event else { return nil }
      return visit.origin?.line
    }
    #expect(origins.first == 14)
  }

  @Test(arguments: [(0, 3), (1, 2), (2, 1)])
  func `a changed cell runs that cell and those after it`(changed: Int, ran: Int) throws {
    let texts = [network, rule, ping]
    _ = try store.run(cells(network, rule, ping))
    var edited = texts
    edited[changed] += "\na# true"
    #expect(try store.run(cells(edited[0], edited[1], edited[2])).ran == ran)
  }

  @Test func `another build, another parameter, another file know nothing of each other`() throws {
    let text = "---\nparams:\n  who: world\n---\n" + cells("#| include: t.net\na# echo ${who}")
    func run(_ file: String, build: String = "test", _ parameters: String...) throws -> (String?, Int) {
      let outcome = try store.run(text, build: build, parameters: parameters, files: ["t.net": file])
      return (outcome.result.cells[0].result?.lines.last?.output, outcome.ran)
    }
    #expect(try run("host a") == ("world\n", 2))
    #expect(try run("host a") == ("world\n", 0))
    #expect(try run("host a", "who=you") == ("you\n", 2))
    #expect(try run("host a\nhost b") == ("world\n", 2))
    #expect(try run("host a", build: "other") == ("world\n", 2))
  }

  @Test func `a network that a cell goes on from is known, too`() throws {
    let text = cells("#| label: start\n" + network, rule, ping, "#| from: start\n" + ping)
    #expect(try store.run(text).ran == 4)
    #expect(try store.run(text).ran == 0)
    // The rule is not on the network that the last cell goes on from.
    #expect(try store.run(text.replacing("-p icmp", with: "-p tcp")).ran == 2)
    #expect(try store.run(text.replacing("from: start", with: "fresh: true")).result.failures.count > 0)
  }

  @Test func `a cell that was not run counts by the names that it taught`() throws {
    let text = cells("host a\nhots", "a# true")
    let cold = try store.run(text)
    let again = try store.run(text)
    #expect(places(again.result.failures) == places(cold.result.failures) && again.ran == 0)
  }

  @Test func `what fails fails at the same places, wherever the cells stand`() throws {
    let text = cells(network, "a# ping -c 1 -W 1 10.0.0.9\nexpect output contains \"1 received\"")
    let cold = try store.run(text)
    #expect(try store.run(text).ran == 0 && !cold.result.failures.isEmpty)
    let moved = "More.\n\n" + text
    #expect(
      places(try store.run(moved).result.failures) == places(NoteRunner().run(try note(moved)).failures))
  }

  @Test func `an included file's lines stay, and the note's move`() throws {
    let text = cells(network + "\nb# iptables -A INPUT -j DROP", "#| include: t.net")
    let files = ["t.net": String(repeating: "\n", count: 5) + "a# ping -c 1 -W 1 10.0.0.2\n"]
    _ = try store.run(text, files: files)
    let moved = "More.\n\n" + text
    let cached = try store.run(moved, files: files)
    let cold = try TemporaryCache().run(moved, files: files)
    let failure = try #require(cold.result.failures.first?.failure)
    #expect(failure.range.start.line == 6 && failure.related.map(\.origin.line).contains(9))
    #expect(cached.ran == 0 && cached.result.failures == cold.result.failures)
  }

  @Test(arguments: 0..<4) func `what is damaged is made again`(damage: Int) throws {
    let text = cells(network, rule, ping)
    let cold = try store.run(text).result
    let path = try #require(store.entries.first)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    switch damage {
    case 0: bytes = Data()
    case 1: bytes.removeLast()
    case 2: bytes[bytes.count / 2] ^= 4
    default: bytes.append(0)
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    let again = try store.run(text)
    #expect(again.ran == 3 && again.result.cells.map(\.result) == cold.cells.map(\.result))
    #expect(try store.run(text).ran == 0)
  }

  @Test func `values in the prose are known, and asked anew when the network is another`() throws {
    let text =
      cells(network) + "It is `10.0.0.1`<!-- net: a address -->, by `a`<!-- net: b route 10.0.0.1 dev -->.\n"
    func run(_ text: String) throws -> (answers: [String?], ran: Int) {
      let (result, ran) = try store.run(text)
      #expect(result.values == NoteRunner().run(try note(text)).values)
      return (result.values.map(\.actual), ran)
    }
    let cold = try run(text)
    #expect(cold.answers == ["10.0.0.1", "eth0"] && cold.ran == 3)
    let moved = try run("More.\n\n" + text)
    #expect(moved.answers == cold.answers && moved.ran == 0)
    let other = try run(text.replacing("a:eth0 10.0.0.1", with: "a:eth0 10.0.0.7"))
    #expect(other.answers.first == "10.0.0.7" && other.ran == 3)
  }

  @Test func `reasons are known, too, and point at the lines where they stand now`() throws {
    let text = cells(network + "\nb# iptables -A INPUT -j DROP", "a# ping -c 1 -W 1 10.0.0.2")
    let cold = try store.run(text)
    #expect(cold.ran == 3 && cold.result.failures.first?.failure.explanation?.cause == "rule")
    let moved = "More.\n\n" + text
    let again = try store.run(moved)
    let anew = NoteRunner().run(try note(moved))
    #expect(again.ran == 0 && again.result.failures == anew.failures)
  }

  @Test func `a folder that cannot be written keeps nothing and hinders nobody`() throws {
    let cache = ResultCache(folder: "/dev/null/cache", build: "test")
    var runner = NoteRunner()
    runner.cache = cache
    #expect(runner.run(try note(cells(network, ping))).isGood)
    #expect(cache.counted.found == 0 && cache.counted.missed == 2)
  }

  @Test func `many writers at once leave whole entries`() throws {
    let text = cells(network, rule, ping)
    let cold = NoteRunner().run(try note(text)).cells.map(\.result)
    let folder = store.folder
    SideBySide.run(
      24, jobs: 8,
      { _ -> Bool in
        var runner = NoteRunner()
        runner.cache = ResultCache(folder: folder, build: "test")
        return (try? note(text)).map { runner.run($0).cells.map(\.result) == cold } ?? false
      }, each: { #expect($0) })
    #expect(try store.run(text).ran == 0)
    #expect(store.entries.count == 1)
  }

  /// The garden's notes for what goes right, the planted mistakes for what goes wrong.
  @Test(arguments: ["../../../Notebooks", "../Faults"])
  func `everything that notes give is kept`(folder: String) throws {
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let paths = try NoteFinder.notes(at: [here.appendingPathComponent(folder).standardized.path])
    #expect(paths.count > 5)
    for path in paths {
      let text = String(decoding: try FileReader.bytes(at: path), as: UTF8.self)
      let cold = try store.run(text)
      let again = try store.run(text)
      #expect(
        again.ran == 0 && again.result.cells.map(\.result) == cold.result.cells.map(\.result), "\(path)")
      #expect(again.result.failures == cold.result.failures)
    }
  }
}

@Suite struct CacheFolderOfUserTests {
  @Test(arguments: [
    (["HOME": "/home/x"], 1), (["XDG_CACHE_HOME": "/c", "HOME": "/home/x"], 1),
    (["NETNOTE_CACHE_DIR": "/n"], 1),
    ([:], 0), (["XDG_CACHE_HOME": "relative"], 0),
  ])
  func `a place is needed, and relative ones are none`(environment: [String: String], count: Int) {
    #expect((ResultCache.ofUser(environment: environment) == nil ? 0 : 1) == count)
  }
}
