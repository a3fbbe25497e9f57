/// A stream of bytes between programs, or between a program and the console: one side writes, one side reads.
///
/// A reader sets `onReadable` and is called whenever there is something to read or the end has come. When the
/// readers are gone, writing fails as with SIGPIPE.
package final class Pipe {
  /// Why a file would not take what was written to it (write(2)).
  package enum Failure: Hashable, Sendable {
    case invalidArgument
    package var text: String { "Invalid argument" }
  }

  private var buffer: [UInt8] = []
  /// Where in the buffer the unread bytes begin.
  private var start = 0
  /// The writers have closed: after the buffered bytes there is nothing more.
  package private(set) var isEnded = false
  /// The readers have gone.
  package private(set) var isBroken = false
  /// What is written appears on an 80-column terminal (isatty(3)).
  package var isTerminal = false
  /// What is written goes to a file or the like at once; no program reads it.
  package var isFile: Bool { sink != nil }
  /// Why the last write failed, if the other side is a file that refuses some contents.
  package private(set) var failure: Failure?
  /// Called after each write and at the end. Setting it calls it at once when there is something to see.
  package var onReadable: (() -> Void)? {
    didSet { if onReadable != nil, available > 0 || isEnded { onReadable?() } }
  }
  /// Called when the readers go away.
  package var onBroken: (() -> Void)?
  /// Called when a shell closes a stream that goes both ways, such as a connection.
  package var onRelease: (() -> Void)?
  private var writers = 1
  private var readers = 1
  /// Takes what is written at once, in place of a reader: an open file.
  private let sink: (([UInt8]) -> Failure?)?

  package init() { sink = nil }

  /// A stream whose bytes go somewhere as they are written, such as to a file.
  package init(sink: @escaping ([UInt8]) -> Failure?) { self.sink = sink }

  /// A pipe that holds this text and has ended.
  package convenience init(text: String) { self.init(bytes: Array(text.utf8)) }

  /// A pipe that holds these bytes and has ended.
  package convenience init(bytes: [UInt8]) {
    self.init()
    write(bytes)
    close()
  }

  private var available: Int { buffer.count - start }

  /// Another program writes to it too; the end comes when all have closed.
  package func addWriter() { writers += 1 }

  /// Another program reads from it too; it is broken when all have gone.
  package func addReader() { readers += 1 }

  /// False when nobody will ever read it: the writer gets SIGPIPE.
  @discardableResult
  package func write(_ bytes: [UInt8]) -> Bool {
    guard !isBroken else { return false }
    guard !isEnded, !bytes.isEmpty else { return true }
    if let sink {
      failure = sink(bytes)
      return true
    }
    buffer += bytes
    onReadable?()
    return true
  }

  /// Bytes for the reader of a stream whose writes go elsewhere: what a connection's other side has sent.
  package func receive(_ bytes: [UInt8]) {
    guard !isBroken, !isEnded else { return }
    buffer += bytes
    onReadable?()
  }

  /// The other side of a connection sends nothing more.
  package func endReceiving() {
    guard !isEnded else { return }
    isEnded = true
    onReadable?()
  }

  @discardableResult
  package func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  package func close() {
    writers -= 1
    guard writers == 0, !isEnded else { return }
    isEnded = true
    onReadable?()
  }

  /// All bytes that are there.
  package func read() -> [UInt8] {
    defer {
      buffer = []
      start = 0
    }
    return start == 0 ? buffer : Array(buffer[start...])
  }

  /// The next line without its newline, if it is whole or the last; nil when there is none yet.
  package func readLine() -> String? {
    if let line = readWholeLine() { return line }
    guard isEnded, available > 0 else { return nil }
    return String(decoding: read(), as: UTF8.self)
  }

  /// The next line that ends with a newline, without it.
  package func readWholeLine() -> String? {
    guard let end = buffer[start...].firstIndex(of: 10) else { return nil }
    let line = String(decoding: buffer[start..<end], as: UTF8.self)
    start = end + 1
    if start == buffer.count {
      buffer.removeAll()
      start = 0
    }
    return line
  }

  /// Where, behind the bytes that have been read, a delimiter stands; one that a backslash quotes does not count if
  /// lines continue.
  func firstIndex(of delimiter: UInt8, continues: Bool) -> Int? {
    var isEscaped = false
    for index in start..<buffer.count {
      let byte = buffer[index]
      if byte == delimiter, !(isEscaped && continues && delimiter == 10) { return index - start }
      isEscaped = byte == 92 && !isEscaped
    }
    return nil
  }

  /// Some of the bytes that are there.
  func take(_ count: Int) -> [UInt8] {
    let end = min(buffer.count, start + count)
    let bytes = Array(buffer[start..<end])
    start = end
    if start == buffer.count {
      buffer.removeAll()
      start = 0
    }
    return bytes
  }

  /// So many bytes, or fewer up to a delimiter, which is consumed and not given; nil when they are not there yet.
  func take(upTo count: Int, delimiter: UInt8?) -> [UInt8]? {
    let window = buffer[start..<min(buffer.count, start + count)]
    if let delimiter, let end = window.firstIndex(of: delimiter) {
      var bytes = take(end - start + 1)
      bytes.removeLast()
      return bytes
    }
    return window.count == count ? take(count) : nil
  }

  package var isDrained: Bool { isEnded && available == 0 }

  /// A reader goes away. After the last one what is written is lost, and writers are told.
  package func breakOff() {
    guard !isBroken else { return }
    onReadable = nil
    readers -= 1
    guard readers <= 0 else { return }
    isBroken = true
    buffer.removeAll()
    start = 0
    onBroken?()
  }
}
