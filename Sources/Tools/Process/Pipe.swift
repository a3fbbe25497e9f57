/// A stream of bytes between programs, or between a program and the console: one side writes, one side reads.
///
/// A reader sets `onReadable` and is called whenever there is something to read or the end has come. When the
/// reader is gone, writing fails as with SIGPIPE.
package final class Pipe {
  private var buffer: [UInt8] = []
  /// The writers have closed: after the buffered bytes there is nothing more.
  package private(set) var isEnded = false
  /// The reader has gone.
  package private(set) var isBroken = false
  /// Called after each write and at the end. Setting it calls it at once when there is something to see.
  package var onReadable: (() -> Void)? {
    didSet { if onReadable != nil, !buffer.isEmpty || isEnded { onReadable?() } }
  }
  /// Called when the reader goes away.
  package var onBroken: (() -> Void)?
  private var writers = 1

  package init() {}

  /// A pipe that holds this text and has ended.
  package convenience init(text: String) {
    self.init()
    write(Array(text.utf8))
    close()
  }

  /// Another program writes to it too; the end comes when all have closed.
  package func addWriter() { writers += 1 }

  package func write(_ bytes: [UInt8]) {
    guard !isBroken, !isEnded, !bytes.isEmpty else { return }
    buffer += bytes
    onReadable?()
  }

  package func write(_ text: String) { write(Array(text.utf8)) }

  package func close() {
    writers -= 1
    guard writers == 0, !isEnded else { return }
    isEnded = true
    onReadable?()
  }

  /// All bytes that are there.
  package func read() -> [UInt8] {
    defer { buffer.removeAll() }
    return buffer
  }

  /// The next line without its newline, if it is whole or the last; nil when there is none yet.
  package func readLine() -> String? {
    if let end = buffer.firstIndex(of: 10) {
      let line = String(decoding: buffer[..<end], as: UTF8.self)
      buffer.removeSubrange(...end)
      return line
    }
    guard isEnded, !buffer.isEmpty else { return nil }
    return String(decoding: read(), as: UTF8.self)
  }

  package var isDrained: Bool { isEnded && buffer.isEmpty }

  /// The reader goes away: what is still written is lost, and writers are told.
  package func breakOff() {
    guard !isBroken else { return }
    isBroken = true
    buffer.removeAll()
    onReadable = nil
    onBroken?()
  }
}
