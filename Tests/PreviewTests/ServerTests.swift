import Foundation
import Testing

@testable import Preview

/// A folder that is taken away at the end.
final class Folder {
  let path = FileManager.default.temporaryDirectory.path + "/netnote-preview-" + UUID().uuidString

  init(_ files: [String: String]) throws {
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}

/// A site that is served as it is.
private func serving<Value>(_ folder: Folder, _ ask: (Int) throws -> Value) throws -> Value {
  let preview = Preview(epoch: "t") { _ in Preview.Outcome(problems: [], isPublished: true) }
  let port = try preview.start(site: folder.path + "/_site", host: "127.0.0.1", port: 0, watching: [])
  defer { preview.stop() }
  return try ask(port)
}

@Suite struct ServerTests {
  private let folder: Folder

  init() throws {
    folder = try Folder([
      "_site/index.html": "<html><body>home</body></html>", "_site/笔记/桥.html": "<body>bridge</body>",
      "_site/a b.css": "p{}", "_site/deep/index.html": "deep", "_site/404.html": "<body>nothing</body>",
      "_site/.netnote-site": "", "_site/x.pcapng": "x", "secret.txt": "secret", "_site/empty/x.txt": "x",
    ])
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.path + "/_site/link.txt", withDestinationPath: folder.path + "/secret.txt")
    try manager.createSymbolicLink(atPath: folder.path + "/_site/up", withDestinationPath: "..")
  }

  @Test(arguments: [
    ("/", 200, "text/html; charset=utf-8"), ("/?x=1", 200, "text/html; charset=utf-8"),
    ("/%E7%AC%94%E8%AE%B0/%E6%A1%A5.html", 200, "text/html; charset=utf-8"),
    ("/a%20b.css", 200, "text/css; charset=utf-8"), ("/x.pcapng", 200, "application/vnd.tcpdump.pcap"),
    ("/deep/", 200, "text/html; charset=utf-8"), ("/deep", 301, "text/plain; charset=utf-8"),
    ("/nobody.html", 404, "text/html; charset=utf-8"), ("/empty/", 404, "text/html; charset=utf-8"),
  ])
  func filesAreServedAsWhatTheyAre(target: String, status: Int, type: String) throws {
    let answer = try serving(folder) { try Connection.ask(target, port: $0) }
    #expect(answer.status == status)
    #expect(answer.header("content-type") == type)
    #expect(answer.header("x-content-type-options") == "nosniff")
  }

  @Test(arguments: [
    "/../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt", "/..%2fsecret.txt",
    "/deep/../../secret.txt",
    "/deep/%2e%2e/%2e%2e/secret.txt", "/%252e%252e/secret.txt", "//etc/passwd", "/..\\secret.txt",
    "/..%5csecret.txt",
    "/index.html%00.txt", "/%00", "/link.txt", "/up/secret.txt", "/.netnote-site", "/%", "/%zz", "/%ff",
    "secret.txt", "http://localhost/../secret.txt", "/./index.html", "/deep//index.html",
  ])
  func nothingOutsideTheSiteIsServed(target: String) throws {
    let answer = try serving(folder) { try Connection.ask(target, port: $0) }
    #expect(answer.status == 400 || answer.status == 404)
    #expect(!answer.body.contains("secret") && !answer.body.contains("root:"))
  }

  @Test func aHeadHasNoBodyAndTheSameFields() throws {
    let (get, head) = try serving(folder) { (port) throws in
      (try Connection.ask("/", port: port), try Connection.ask("/", port: port, method: "HEAD"))
    }
    #expect(head.status == 200 && head.body.isEmpty)
    #expect(head.header("content-length") == String(get.body.utf8.count))
    #expect(head.header("etag") == get.header("etag"))
  }

  @Test func whatTheBrowserHasIsNotSentAgain() throws {
    try serving(folder) { (port) throws in
      let tag = try #require(try Connection.ask("/a%20b.css", port: port).header("etag"))
      let again = try Connection.ask("/a%20b.css", port: port, headers: ["If-None-Match: \"x\", W/\(tag)"])
      #expect(again.status == 304 && again.body.isEmpty)
      try folder.write("p{color:red}", to: "_site/a b.css")
      #expect(try Connection.ask("/a%20b.css", port: port, headers: ["If-None-Match: \(tag)"]).status == 200)
    }
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS"]) func nothingIsWritten(method: String) throws {
    let answer = try serving(folder) { try Connection.ask("/", port: $0, method: method) }
    #expect(answer.status == 405 && answer.header("allow") == "GET, HEAD")
  }

  /// A page of another site can have its name point to this machine; its requests carry that name.
  @Test(arguments: [
    ("evil.example", 403), ("localhost:1234", 200), ("127.0.0.1", 200), ("[::1]:80", 200), ("", 403),
    ("localhost.evil.example", 403),
  ])
  func onlyThisMachineIsAnswered(host: String, status: Int) throws {
    #expect(try serving(folder) { try Connection.ask("/", port: $0, host: host) }.status == status)
  }

  @Test func onlyServedPagesHaveTheScriptThatReloads() throws {
    try serving(folder) { (port) throws in
      let script = "<script src=\"/_netnote/reload.js\" data-build=\"t.1\"></script>\n"
      #expect(try Connection.ask("/", port: port).body == "<html><body>home\(script)</body></html>")
      #expect(try Connection.ask("/nobody", port: port).body == "<body>nothing\(script)</body>")
      #expect(try Connection.ask("/a%20b.css", port: port).body == "p{}")
      #expect(
        try Connection.ask("/_netnote/reload.js", port: port).header("content-type")
          == "text/javascript; charset=utf-8")
    }
    #expect(
      try String(contentsOfFile: folder.path + "/_site/index.html", encoding: .utf8)
        == "<html><body>home</body></html>")
  }

  @Test func aConnectionCarriesSeveralRequests() throws {
    try serving(folder) { (port) throws in
      let connection = try Connection(port: port)
      connection.send(
        "GET /a%20b.css HTTP/1.1\r\nHost: localhost\r\n\r\nGET /x.pcapng HTTP/1.1\r\nHost: localhost\r\n\r\n")
      let text = connection.read(until: "\r\n\r\nx")
      #expect(text.contains("\r\n\r\np{}HTTP/1.1 200 OK\r\n"))
    }
  }

  @Test func aTakenPortIsSaidWithAFreeOne() throws {
    try serving(folder) { (port) throws in
      let problem = #expect(throws: ServerProblem.self) {
        let preview = Preview(epoch: "u") { _ in Preview.Outcome(problems: [], isPublished: true) }
        _ = try preview.start(site: folder.path, host: "127.0.0.1", port: port, watching: [])
      }
      let text = try #require(problem?.description)
      #expect(text.hasPrefix("port \(port) of 127.0.0.1 is taken by another program; --port "))
    }
  }
}

@Suite struct RequestPathTests {
  @Test(arguments: [
    ("/", [], true), ("/a/b.html", ["a", "b.html"], false), ("/a/?x#y", ["a"], true),
    ("/%7Ea", ["~a"], false),
    ("/a..b", ["a..b"], false), ("/%E6%A1%A5", ["桥"], false),
  ])
  func pathsAreDecodedOnce(target: String, names: [String], isFolder: Bool) {
    #expect(RequestPath(target: target) == RequestPath(names: names, isFolder: isFolder))
  }
}
