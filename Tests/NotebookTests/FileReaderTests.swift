import Foundation
import Testing

@testable import Notebook

@Suite struct FileReaderTests {
  private let folder = NSTemporaryDirectory() + "netnote-reading-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func reason(_ path: String) -> String? {
    do throws(FileProblem) {
      _ = try FileReader.bytes(at: path)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(arguments: [0, 1, 4_096, 300_000])
  func bytesAreWhole(count: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let bytes = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try bytes.write(to: URL(fileURLWithPath: folder + "/file"))
    #expect(try FileReader.bytes(at: folder + "/file") == bytes)
  }

  @Test func pipesAreReadToTheirEnd() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let bytes = Data(repeating: 7, count: 200_000)
    let writer = Thread {
      try? FileHandle(forWritingAtPath: path)?.write(contentsOf: bytes)
    }
    writer.start()
    #expect(try FileReader.bytes(at: path) == bytes)
  }

  @Test func problemsAreSaid() {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(reason(folder + "/none") == "there is no such file")
    #expect(reason(folder + "/none/file") == "there is no such file")
    #expect(reason(folder) == "it is a directory, not a note")
  }
}

@Test func linesEndWithLineFeeds() {
  #expect("".endedLines == [])
  #expect("a".endedLines == ["a"])
  #expect("a\n".endedLines == ["a"])
  #expect("\n".endedLines == [""])
  #expect("端口\n\nb".endedLines == ["端口", "", "b"])
  for text in ["", "a", "a\n", "\n", "\n\n", "a\n\nb", "a\n\n"] {
    let fence = Fence(line: 1, prefix: "", text: text, isClosed: true, length: 3)
    #expect(fence.lineCount == fence.lines.count)
  }
}
