package import Foundation

/// A window of a Chromium without a screen, driven by its own protocol over a pipe (DevTools protocol; messages are JSON,
/// each ended by NUL).
package final class BrowserWindow {
  package static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  private let process = Process()
  private let commands = Pipe()
  private let answers = Pipe()
  private let profile: String
  private var session: String?
  private var count = 0
  private var received = Data()

  package init(width: Int = 1_000) throws {
    profile = FileManager.default.temporaryDirectory.path + "/netnote-window-" + UUID().uuidString
    // The protocol speaks by descriptors 3 and 4, which a process made here cannot be given otherwise.
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", Self.path ?? "chromium", "--headless",
      "--no-sandbox", "--disable-gpu", "--user-data-dir=\(profile)", "--remote-debugging-pipe", "about:blank",
    ]
    process.standardInput = commands
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    try process.run()
    let target = try send("Target.createTarget", ["url": "about:blank"])["targetId"] as? String
    let attached = try send("Target.attachToTarget", ["targetId": target ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    _ = try send(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false])
    _ = try send("Page.enable", [:])
  }

  deinit {
    // Not `waitUntilExit`: it waits for everything that another process, started meanwhile, has inherited.
    let number = process.processIdentifier
    kill(number, SIGKILL)
    for _ in 0..<200 where kill(number, 0) == 0 { usleep(10_000) }
    try? FileManager.default.removeItem(atPath: profile)
  }

  /// Opens a page and waits until it is loaded.
  package func open(_ address: String) throws {
    _ = try send("Page.navigate", ["url": address])
    try wait(for: "document.readyState === 'complete' && location.href !== 'about:blank'")
  }

  /// The value of a JavaScript expression as text; promises are waited for.
  @discardableResult package func evaluate(_ expression: String) throws -> String {
    let answer = try send(
      "Runtime.evaluate",
      ["expression": "(async () => String(\(expression)))()", "awaitPromise": true, "returnByValue": true])
    if answer["exceptionDetails"] != nil { throw Failure(description: "\(expression): \(answer)") }
    return (answer["result"] as? [String: Any])?["value"] as? String ?? ""
  }

  /// Waits until an expression is true, for ten seconds at most.
  package func wait(for expression: String) throws {
    let end = Date().addingTimeInterval(10)
    while Date() < end {
      // While a page gives way to another there is nothing to ask.
      if (try? evaluate(expression)) == "true" { return }
      usleep(20_000)
    }
    let page = (try? evaluate("document.body.innerText.slice(0, 2000)")) ?? ""
    throw Failure(description: "never true: \(expression)\n\(page)")
  }

  /// Presses and releases a key by its name: `/`, `ArrowDown`, `Enter`, `Escape`.
  package func press(_ key: String, control: Bool = false) throws {
    let codes = ["Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "/": 191, "k": 75]
    var event: [String: Any] = [
      "key": key, "code": key == "/" ? "Slash" : key.count == 1 ? "Key" + key.uppercased() : key,
      "windowsVirtualKeyCode": codes[key] ?? 0, "modifiers": control ? 2 : 0,
    ]
    if key.count == 1, !control { event["text"] = key }
    if key == "Enter" { event["text"] = "\r" }
    for type in ["keyDown", "keyUp"] {
      event["type"] = type
      if type == "keyUp" { event["text"] = nil }
      _ = try send("Input.dispatchKeyEvent", event)
    }
  }

  /// Types text, as an input method does.
  package func type(_ text: String) throws { _ = try send("Input.insertText", ["text": text]) }

  package func runsScripts(_ isOn: Bool) throws {
    _ = try send("Emulation.setScriptExecutionDisabled", ["value": !isOn])
  }

  /// Shows pages as they are printed.
  package func showsPrint(_ isOn: Bool) throws {
    _ = try send("Emulation.setEmulatedMedia", ["media": isOn ? "print" : ""])
  }

  /// The window's picture, a PNG file.
  package func picture() throws -> Data {
    let text = try send("Page.captureScreenshot", [:])["data"] as? String ?? ""
    return Data(base64Encoded: text) ?? Data()
  }

  private func send(_ method: String, _ parameters: [String: Any]) throws -> [String: Any] {
    count += 1
    var message: [String: Any] = ["id": count, "method": method, "params": parameters]
    message["sessionId"] = session
    try commands.fileHandleForWriting.write(
      contentsOf: JSONSerialization.data(withJSONObject: message) + Data([0]))
    while true {
      let answer = try next()
      // What has another number is an event.
      guard answer["id"] as? Int == count else { continue }
      if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  private func next() throws -> [String: Any] {
    while true {
      if let end = received.firstIndex(of: 0) {
        let message = received[received.startIndex..<end]
        received = Data(received[received.index(after: end)...])
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      let part = answers.fileHandleForReading.availableData
      guard !part.isEmpty else { throw Failure(description: "the browser is gone") }
      received.append(part)
    }
  }
}
