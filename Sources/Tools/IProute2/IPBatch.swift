import Linux

/// `ip -batch FILE`: a command on each line (lib/utils.c, do_batch).
enum IPBatch {
  static func run(_ file: String, _ context: IPContext) throws(CommandStop) -> Int {
    var status = 0
    var number = 0
    for line in try lines(of: file, context) {
      number += 1
      var reader = WordReader(split(line))
      guard let object = reader.take() else { continue }
      do throws(CommandStop) {
        guard try IPCommand.run(object, reader, context) != 0 else { continue }
      } catch {
        // What the program does not understand ends it at once; what the kernel refuses counts as a failed command.
        let isNoAddress = error.status == 1 && error.message.hasPrefix("Error: ")
        if error.missing != nil || error.status == 255 || isNoAddress { throw error }
        context.process.writeError(error.message)
      }
      context.process.writeError("Command failed \(file):\(number)\n")
      status = 1
      guard context.options.isForced else { break }
    }
    return status
  }

  private static func lines(of file: String, _ context: IPContext) throws(CommandStop) -> [String] {
    let process = context.process
    let text: String
    if file == "-" {
      guard process.input.isEnded else { throw .unsimulated("ip -batch - while its input is still open") }
      text = String(decoding: process.input.read(), as: UTF8.self)
    } else {
      let path = FileSystem.resolve(file, in: process.workingDirectory)
      guard let found = process.node.files.readText(path) else {
        throw CommandStop(
          status: 1,
          message: "Cannot open file \"\(file)\" for reading: No such file or directory\n")
      }
      text = found
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Words between blanks; quotes keep blanks, `#` begins a comment.
  private static func split(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character == " " || character == "\t" {
        if let done = word { words.append(done) }
        word = nil
      } else if character == "#", word == nil {
        break
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
