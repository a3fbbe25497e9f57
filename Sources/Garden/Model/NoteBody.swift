import Foundation
import Notebook

/// The page of a note as far as the note alone decides it: references are still open slots.
struct NoteBody: Sendable {
  struct Block: Sendable {
    var html: String
    /// Of a heading: its level and id.
    var heading: (level: Int, id: String)?
  }

  var blocks: [Block]
  var contents: String
  /// Capture files, by what follows the page's path without `.html`.
  var captures: [(suffix: String, data: [UInt8])]
  /// The drawing of its network: an `svg` element with its width and height.
  var map: NetworkDrawing?
  /// What of it can be found.
  var search: SearchDocument

  struct NetworkDrawing: Sendable {
    var svg: String
    /// In pixels.
    var width: Int
    var height: Int
  }

  /// From a heading up to the next one of its level.
  func section(_ id: String) -> ArraySlice<Block>? {
    guard let start = blocks.firstIndex(where: { $0.heading?.id == id }),
      let level = blocks[start].heading?.level
    else { return nil }
    let rest = blocks[(start + 1)...]
    let end = rest.firstIndex { block in block.heading.map { $0.level <= level } ?? false } ?? blocks.endIndex
    return blocks[start..<end]
  }
}

/// Places in HTML where something is to be put in: a number between two zero octets, which no note can hold.
enum Slots {
  static func open(_ number: Int) -> String { "\u{0}\(number * 2)\u{0}" }
  static func close(_ number: Int) -> String { "\u{0}\(number * 2 + 1)\u{0}" }

  /// The text with its slots filled.
  static func filled(
    _ text: String, into output: inout String, with content: (_ number: Int, _ isClose: Bool) -> String
  ) {
    guard text.holdsOctet(0) else {
      output += text
      return
    }
    text.withOctets { octets in
      var isSlot = false
      for part in octets.split(separator: 0, omittingEmptySubsequences: false) {
        let part = String(decoding: part, as: UTF8.self)
        if isSlot, let number = Int(part) {
          output += content(number / 2, number % 2 == 1)
        } else {
          output += part
        }
        isSlot.toggle()
      }
    }
  }
}
