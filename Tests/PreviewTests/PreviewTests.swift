import BrowserDriver
import Foundation
import NetLanguage
import Synchronization
import Testing

@testable import Preview

/// A "garden" whose one note becomes a page word for word; a note that says "wrong" is a mistake.
private func preview(_ folder: Folder) -> Preview {
  let path = folder.path
  return Preview(epoch: "t") { _ in
    let text = (try? String(contentsOfFile: path + "/Notebooks/a.md", encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let line = lines.firstIndex(where: { $0.contains("wrong") }) {
      let range = SourceRange(start: SourcePosition(line: line + 1, column: 3), length: 5)
      let diagnostic = Diagnostic(.error, "wrong", at: range, "this is wrong", suggestion: "write right")
      let problem = PreviewProblem(path: "Notebooks/a.md", diagnostic, lines: lines)
      return Preview.Outcome(problems: [problem], isPublished: false)
    }
    let page = "<!DOCTYPE html><html lang=\"en\"><body><main>\(text)</main></body></html>"
    try? Data(page.utf8).write(to: URL(fileURLWithPath: path + "/_site/a.html"))
    return Preview.Outcome(problems: [], isPublished: true)
  }
}

private func start(_ preview: Preview, _ folder: Folder) throws -> Int {
  try preview.start(
    site: folder.path + "/_site", host: "127.0.0.1", port: 0,
    watching: [folder.path + "/Notebooks", folder.path + "/Site"])
}

@Suite(.serialized) struct PreviewTests {
  private let folder: Folder

  init() throws { folder = try Folder(["Notebooks/a.md": "one", "_site/x": ""]) }

  @Test func anEditIsToldToWhoListens() throws {
    let preview = preview(folder)
    let port = try start(preview, folder)
    defer { preview.stop() }
    let connection = try Connection(port: port)
    connection.send("GET /_netnote/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    let first = connection.read(until: "\n\n")
    #expect(first.contains("content-type: text/event-stream"))
    #expect(first.contains("data: {\"build\":\"t.1\",\"problems\":[]}\n\n"))
    try folder.write("two", to: "Notebooks/a.md")
    #expect(connection.read(until: "t.2").contains("data: {\"build\":\"t.2\",\"problems\":[]}\n\n"))
    #expect(try Connection.ask("/a.html", port: port).body.contains("two"))
    try folder.write("x\n  wrong y\n", to: "Notebooks/a.md")
    let event = connection.read(until: "}]}\n\n")
    #expect(
      event.contains(
        #"data: {"build":"t.2","problems":[{"caret":"  ^~~~~","column":3,"details":["help: write right"],"line":2,"#
          + #""path":"Notebooks/a.md","severity":"error","source":[{"number":1,"text":"x"},{"number":2,"#
          + #""text":"  wrong y"},{"number":3,"text":""}],"summary":"this is wrong"}]}"#), "\(event)")
  }

  @Test func aConnectionThatEndsIsForgotten() throws {
    let preview = preview(folder)
    let port = try start(preview, folder)
    defer { preview.stop() }
    var connection: Connection? = try Connection(port: port)
    connection?.send("GET /_netnote/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    connection?.read(until: "\n\n")
    #expect(preview.listenerCount == 1)
    connection = nil
    for _ in 0..<500 where preview.listenerCount > 0 { usleep(10_000) }
    #expect(preview.listenerCount == 0)
  }

  @Test func stoppingEndsAllConnections() throws {
    let preview = preview(folder)
    let connection = try Connection(port: start(preview, folder))
    connection.send("GET /_netnote/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    connection.read(until: "\n\n")
    preview.stop()
    #expect(connection.readAll().contains("t.1"))
  }
}

@Suite(.serialized) struct FolderWatcherTests {
  /// What the watcher says while the folder is changed, until it is as expected.
  private func changes(
    _ folders: [String], _ folder: Folder, expecting expected: [String], _ change: () throws -> Void
  ) throws -> [String] {
    let said = Mutex<Set<String>>([])
    let watcher = try FolderWatcher(folders: folders) { change in
      if case .files(let paths) = change { said.withLock { $0.formUnion(paths) } }
    }
    defer { watcher.stop() }
    try change()
    for _ in 0..<300 where said.withLock({ !$0.isSuperset(of: expected) }) { usleep(10_000) }
    return said.withLock { $0.sorted() }.map { String($0.dropFirst(folder.path.count + 1)) }
  }

  @Test func writtenRenamedNewAndRemovedFilesAreSeen() throws {
    let folder = try Folder(["n/a.md": "a", "n/gone.md": "x", "n/deep/b.md": "b", "other/c.md": "c"])
    let path = folder.path
    let expected = ["a.md", "deep/b.md", "gone.md", "new/far/d.md"].map { "\(path)/n/\($0)" }
    let said = try changes([path + "/n"], folder, expecting: expected) {
      try folder.write("2", to: "other/c.md")
      try folder.write("2", to: "n/.hidden.md.swp")
      try folder.write("2", to: "n/a.md~")
      try folder.write("2", to: "n/a.md")
      try Data("2".utf8).write(to: URL(fileURLWithPath: path + "/n/deep/b.md"), options: .atomic)
      try FileManager.default.removeItem(atPath: path + "/n/gone.md")
      try folder.write("d", to: "n/new/far/d.md")
    }
    #expect(Set(said).isSuperset(of: ["n/a.md", "n/deep/b.md", "n/gone.md", "n/new/far/d.md"]))
    #expect(!said.contains { $0.contains("hidden") || $0.hasSuffix("~") || $0.hasPrefix("other") })
  }

  @Test func aFolderThatComesLaterIsWatched() throws {
    let folder = try Folder(["n/a.md": "a"])
    let path = folder.path
    let said = try changes([path + "/Site"], folder, expecting: [path + "/Site/site.yml"]) {
      try folder.write("title: x", to: "Site/site.yml")
    }
    #expect(said.contains("Site/site.yml"))
    #expect(!said.contains { $0.hasPrefix("n") })
  }

  /// The kernel's own way is tested above; this one is for systems that have another.
  @Test func lookingNowAndThenSeesTheSame() throws {
    let folder = try Folder(["n/a.md": "a", "n/b.md": "b"])
    let pipe = Pipe()
    let source = SnapshotSource(folders: [folder.path + "/n"])
    try folder.write("longer", to: "n/a.md")
    try FileManager.default.removeItem(atPath: folder.path + "/n/b.md")
    let change = source.next(until: pipe.fileHandleForReading.fileDescriptor)
    #expect(change == .files([folder.path + "/n/a.md", folder.path + "/n/b.md"]))
    try pipe.fileHandleForWriting.close()
    #expect(source.next(until: pipe.fileHandleForReading.fileDescriptor) == nil)
  }
}

@Suite(.enabled(if: BrowserWindow.path != nil, "chromium is not installed"), .serialized)
struct ReloadTests {
  private let folder: Folder

  init() throws { folder = try Folder(["Notebooks/a.md": Self.page("first"), "_site/x": ""]) }

  private static func page(_ word: String, before: String = "") -> String {
    let paragraphs = (0..<60).map { "<h2 id=\"h\($0)\">\($0)</h2><p>text of \($0)</p>" }.joined()
    return "<p id=w>\(word)</p><details id=d><summary>s</summary>\(before)in</details>\(before)\(paragraphs)"
  }

  @Test func anEditShowsThePageAnewAtTheSamePlace() throws {
    let preview = preview(folder)
    let port = try start(preview, folder)
    defer { preview.stop() }
    let window = try BrowserWindow()
    try window.open("http://127.0.0.1:\(port)/a.html")
    try window.evaluate("document.getElementById('d').open = true")
    try window.evaluate("document.getElementById('h40').scrollIntoView()")
    for _ in 0..<500 where preview.listenerCount == 0 { usleep(10_000) }
    try folder.write(Self.page("second", before: "<p>more</p>"), to: "Notebooks/a.md")
    try window.wait(
      for: "document.getElementById('w').textContent === 'second' && document.readyState === 'complete'")
    #expect(try window.evaluate("document.getElementById('d').open") == "true")
    let top = try window.evaluate("Math.round(document.getElementById('h40').getBoundingClientRect().top)")
    #expect(abs(Int(top) ?? .max) <= 1)
  }

  @Test func aMistakeStandsOverThePageUntilItIsMended() throws {
    let preview = preview(folder)
    let port = try start(preview, folder)
    defer { preview.stop() }
    let window = try BrowserWindow()
    try window.open("http://127.0.0.1:\(port)/a.html")
    try folder.write("fine\nx wrong\n", to: "Notebooks/a.md")
    try window.wait(for: "document.querySelector('netnote-problems') !== null")
    let text = try window.evaluate("document.querySelector('netnote-problems').shadowRoot.textContent")
    for part in [
      "1 problem", "Notebooks/a.md:2:3: this is wrong", "2 │ x wrong", "│   ^~~~~", "help: write right",
    ] {
      #expect(text.contains(part), "\(text)")
    }
    // The old page is still there below it.
    #expect(try window.evaluate("document.getElementById('w').textContent") == "first")
    #expect(
      try window.evaluate(
        "getComputedStyle(document.querySelector('netnote-problems')).position + document.styleSheets.length")
        == "fixed0")
    try window.press("Escape")
    #expect(try window.evaluate("document.querySelector('netnote-problems')") == "null")
    try folder.write("worse\n\nx wrong\n", to: "Notebooks/a.md")
    try window.wait(for: "document.querySelector('netnote-problems') !== null")
    try folder.write("<p id=w>mended</p>", to: "Notebooks/a.md")
    try window.wait(for: "document.getElementById('w')?.textContent === 'mended'")
    #expect(try window.evaluate("document.querySelector('netnote-problems')") == "null")
  }
}
