import Foundation
import Packets
import Testing

@testable import Tools

/// A command of a recording and what the real program printed for it.
struct RecordedCommand: CustomTestStringConvertible, Sendable {
  let line: String
  let output: String
  var testDescription: String { line }

  /// The commands of a file whose lines `$ COMMAND` are followed by what they printed.
  static func all(in name: String) -> [RecordedCommand] {
    let text = String(decoding: recording(name), as: UTF8.self)
    return ("\n" + text.dropLast()).components(separatedBy: "\n$ ").dropFirst().map { block in
      let lines = block.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      return RecordedCommand(line: String(lines[0]), output: lines.count > 1 ? lines[1] + "\n" : "")
    }
  }
}

/// A file of the folder Recordings.
func recording(_ name: String) -> Data {
  let url = Bundle.module.resourceURL!.appendingPathComponent("Recordings").appendingPathComponent(name)
  guard let data = try? Data(contentsOf: url) else { preconditionFailure("no recording \(name)") }
  return data
}

@Test(arguments: RecordedCommand.all(in: "tcpdump.out"))
func capturedPacketsReadAsTcpdumpReadsThem(_ command: RecordedCommand) {
  let fixture = ShellFixture()
  fixture.files.write("/root/packets.pcap", [UInt8](recording("packets.pcap")))
  let output = fixture.run(command.line)
  #expect(fixture.unsimulated == nil)
  #expect(output == command.output)
}

@Test func aCaptureFileIsReadAsItWasWritten() throws {
  let packet = CapturedPacket(time: 1_704_067_200_123_456_000, bytes: [1, 2, 3, 4, 5], originalLength: 9)
  let bytes = Pcap.header(.ethernet, snapshotLength: 5) + Pcap.record(packet)
  let file = try #require(Pcap.decode(bytes))
  #expect(file.packets == [packet])
  #expect(file.snapshotLength == 5)
  #expect(!file.isCutOff)
  #expect(try #require(Pcap.decode(bytes.dropLast())).isCutOff)
}
