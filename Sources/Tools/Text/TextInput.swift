/// Reads files and standard input for the text programs.
extension Process {
  func absolute(_ path: String) -> String {
    FileSystem.path(FileSystem.resolve(path, in: workingDirectory), seenFrom: namespace, on: node)
  }

  /// A file's bytes; nil with the message printed when it cannot be read.
  func readFile(_ path: String, message: (OpenFailure) -> String) throws(Unsimulated) -> [UInt8]? {
    do throws(OpenFailure) {
      return try node.files.open(absolute(path))
    } catch {
      if case .notSimulated(let missing) = error { throw missing }
      complain(message(error))
      return nil
    }
  }

  /// Hands over the bytes of standard input as they come, then nil.
  func readInput(_ handle: @escaping ([UInt8]?) -> Void) {
    input.onReadable = { [self] in
      guard isRunning else { return }
      let bytes = input.read()
      if !bytes.isEmpty { handle(bytes) }
      guard isRunning, input.isDrained else { return }
      input.onReadable = nil
      handle(nil)
    }
  }

  /// Hands over the bytes of files, or of standard input as they come, then ends with nil. `-` is standard input. A
  /// file that cannot be read is reported, and `failed` called.
  func readAll(
    _ paths: [String], failed: @escaping () -> Void, handle: @escaping (_ path: String, [UInt8]?) -> Void,
    end: @escaping () -> Void
  ) {
    var rest = (paths.isEmpty ? ["-"] : paths)[...]
    repeatSteps { [self] next in
      guard isRunning, let path = rest.popFirst() else { return next(false) }
      if path == "-" || path == "/dev/stdin" {
        return readInput { bytes in
          handle(path, bytes)
          if bytes == nil { next(true) }
        }
      }
      do throws(Unsimulated) {
        if let bytes = try readFile(path, message: { "\(path): \($0.text)" }) {
          handle(path, bytes)
          handle(path, nil)
        } else {
          failed()
        }
      } catch {
        return fail(error)
      }
      next(true)
    } finally: { [self] in
      if isRunning { end() }
    }
  }

  /// Hands over the lines of files or of standard input, each without its newline, as they come. When `line` says
  /// false nothing more is read, and `end` is called.
  func readLines(
    _ paths: [String], failed: @escaping () -> Void,
    line: @escaping (_ path: String, _ text: String) -> Bool, end: @escaping () -> Void
  ) {
    let splitter = LineSplitter()
    var isOver = false
    readAll(
      paths, failed: failed,
      handle: { path, bytes in
        guard !isOver else { return }
        for text in splitter.feed(bytes) where !line(path, text) {
          isOver = true
          end()
          return
        }
      },
      end: {
        if !isOver { end() }
      })
  }
}

/// Cuts a stream of bytes into lines.
final class LineSplitter {
  private var partial: [UInt8] = []
  /// The last line that came had no newline at its end.
  private(set) var lacksNewline = false

  /// The lines that are whole with these bytes; nil ends the stream.
  func feed(_ bytes: [UInt8]?) -> [String] {
    var lines: [String] = []
    guard let bytes else {
      lacksNewline = !partial.isEmpty
      if lacksNewline { lines.append(String(decoding: partial, as: UTF8.self)) }
      partial = []
      return lines
    }
    partial += bytes
    var start = 0
    while let end = partial[start...].firstIndex(of: 10) {
      lines.append(String(decoding: partial[start..<end], as: UTF8.self))
      start = end + 1
    }
    if start > 0 { partial.removeSubrange(..<start) }
    return lines
  }
}

extension String {
  /// The lines of a text, without their newlines.
  var textLines: [String] {
    var lines = split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
  func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
