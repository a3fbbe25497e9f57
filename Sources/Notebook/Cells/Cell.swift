/// A fence of a note that Netnote runs.
package struct Cell: Hashable, Sendable {
  package enum Form: Hashable, Sendable {
    /// ` ```net `: statements, their output apart.
    case statements
    /// ` ```net session `: prompts and outputs together, as pasted.
    case session
  }

  /// From 1, in the order of the note.
  package var number: Int
  package var form: Form
  package var fence: Fence
  /// The `output` fence behind the cell.
  package var recorded: Fence?

  package init(number: Int, form: Form, fence: Fence, recorded: Fence? = nil) {
    self.number = number
    self.form = form
    self.fence = fence
    self.recorded = recorded
  }
}

/// A fenced code block with its place in the file, so that what is said about its text points into the file, and
/// its text can be replaced there.
package struct Fence: Hashable, Sendable {
  /// The line of the opening fence, from 1. The content begins on the next.
  package var line: Int
  /// What stands before each content line: a list's indentation, `> `. Lines of the fence may differ when empty.
  package var prefix: String
  /// The content without its prefix, each line ended by a line feed.
  package var text: String
  /// The closing fence is there.
  package var isClosed: Bool
  /// How many backticks or tildes.
  package var length: Int

  /// The lines of the content.
  package var lines: [String] { text.endedLines }

  /// How many these are.
  package var lineCount: Int {
    text.withOctets { octets in
      let feeds = octets.count { $0 == UInt8(ascii: "\n") }
      return octets.isEmpty || octets.last == UInt8(ascii: "\n") ? feeds : feeds + 1
    }
  }

  /// The line of the file where the content begins.
  package var firstContentLine: Int { line + 1 }
  /// The column of the file where the content begins, in characters from 1.
  package var firstContentColumn: Int { prefix.count + 1 }
}
