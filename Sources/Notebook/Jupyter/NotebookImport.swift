/// A note made of a Jupyter notebook: the one that it was exported from, byte by byte; or of a notebook that talks to
/// a real shell, whose commands become cells and whose outputs become what they record.
package struct NotebookImport {
  private let file: NotebookFile
  /// The host on which the commands of a shell are typed.
  private let host: String
  private var text = ""
  private var hasDeclaredHost = false

  /// - Parameter host: the name of the host for commands that name none.
  package static func note(from file: NotebookFile, host: String = "lab") -> String {
    var reader = NotebookImport(file: file, host: host)
    for (index, cell) in file.cells.enumerated() { reader.add(cell, isFirst: index == 0) }
    let mark = file.own?.hasByteOrderMark == true ? "\u{FEFF}" : ""
    return mark + reader.text
  }

  private init(file: NotebookFile, host: String) {
    self.file = file
    self.host = host
  }

  private var lineEnd: String { file.own?.lineEnd ?? "\n" }

  private mutating func add(_ cell: NotebookFile.Cell, isFirst: Bool) {
    if let frame = cell.frame {
      let kind: NotePiece.Kind = cell.kind == .code ? .cell(0) : .markdown
      return append(NotePiece(kind, source: cell.source, frame: frame).text(lineEnd: lineEnd))
    }
    if isFirst, !(cell.kind == .raw && cell.source.hasPrefix("---")) { addFrontMatter() }
    switch cell.kind {
    case .markdown, .raw: addBlock(cell.source)
    case .code: addCode(cell)
    }
  }

  /// A notebook's title is all that is known of it.
  private mutating func addFrontMatter() {
    guard file.own == nil, let title = file.title, !title.isEmpty else { return }
    let quoted = title.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    addBlock("---\ntitle: \"\(quoted)\"\n---")
  }

  // MARK: Code

  private mutating func addCode(_ given: NotebookFile.Cell) {
    var cell = given
    cell.source = cell.source.replacing("\r\n", with: "\n")
    if cell.source.allSatisfy(\.isWhitespace) { return }
    if file.language == "net" || file.own != nil {
      let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return addCell(options(of: cell) + lines, cell)
    }
    guard let lines = ShellCell.lines(of: cell.source, language: file.language, host: host) else {
      addFence(file.language.isEmpty ? "python" : file.language, cell.source)
      let printed = Self.printed(cell.outputs)
      if !printed.isEmpty { addFence("text", printed) }
      return
    }
    if !hasDeclaredHost {
      hasDeclaredHost = true
      addFence("net", "host \(host)")
    }
    addCell(options(of: cell) + lines, cell)
  }

  private mutating func addCell(_ lines: [String], _ cell: NotebookFile.Cell) {
    addFence("net", lines.joined(separator: "\n"))
    let printed = Self.printed(cell.outputs)
    if !printed.isEmpty { addFence("output", printed) }
  }

  /// What the cell's metadata says that a note can say too.
  private func options(of cell: NotebookFile.Cell) -> [String] {
    var options: [String] = []
    func has(_ names: String...) -> Bool { cell.tags.contains { names.contains($0) } }
    func add(_ key: String, _ value: String) {
      if !cell.source.contains("#| \(key):") { options.append("#| \(key): \(value)") }
    }
    if let name = cell.name, !name.isEmpty { add("label", name) }
    if has("raises-exception") { add("error", "true") }
    if has("hide-input", "remove-input", "hide_input", "remove_input") { add("echo", "false") }
    if has("hide-output", "remove-output", "hide_output", "remove_output") { add("output", "false") }
    if cell.isFolded { add("fold", "true") }
    return options
  }

  private static func printed(_ outputs: [NotebookFile.Output]) -> String {
    var text = ""
    for output in outputs {
      switch output {
      case .text(let part), .error(let part):
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        text += TerminalText.plain(part)
      case .other: break
      }
    }
    if text.last?.isNewline == true { text.removeLast() }
    return text
  }

  // MARK: Text

  private mutating func addFence(_ info: String, _ content: String) {
    let lines = content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let marks = String(repeating: "`", count: max(3, FenceLength.longest(in: lines) + 1))
    addBlock("\(marks)\(info)\n\(content)\n\(marks)")
  }

  /// A block with a blank line before it.
  private mutating func addBlock(_ block: String) {
    var block = block.replacing("\r\n", with: "\n")
    while block.last?.isNewline == true { block.removeLast() }
    if block.isEmpty { return }
    if !text.isEmpty {
      if !isAtLineStart { text += lineEnd }
      if !text.hasSuffix(lineEnd + lineEnd) { text += lineEnd }
    }
    text += (block + "\n").replacing("\n", with: lineEnd)
  }

  private mutating func append(_ piece: String) {
    if !text.isEmpty, !isAtLineStart, !piece.isEmpty { text += lineEnd }
    text += piece
  }

  /// By bytes: CR LF is one character.
  private var isAtLineStart: Bool { text.utf8.last == UInt8(ascii: "\n") }
}

/// A code cell that talks to a shell.
enum ShellCell {
  /// The lines of a `net` cell; nil when it is a program of another language.
  static func lines(of source: String, language: String, host: String) -> [String]? {
    var lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last.map(isBlank) == true { lines.removeLast() }
    lines = Array(lines.drop(while: isBlank))
    if let magic = lines.first, isShellMagic(magic) {
      return ["#| on: \(host)"] + ShellScriptLines.joined(Array(lines.dropFirst().drop(while: isBlank)))
    }
    if ["bash", "sh", "shell", "zsh"].contains(language) {
      return ["#| on: \(host)"] + ShellScriptLines.joined(lines)
    }
    guard lines.contains(where: { $0.hasPrefix("!") }) else { return nil }
    var result: [String] = []
    var isContinued = false
    for line in lines {
      if isContinued {
        result.append(line)
      } else if line.hasPrefix("!") {
        // IPython: `!!` is the same, with its answer as a list.
        result.append("\(host)# " + trimmedStart(line.drop { $0 == "!" }))
      } else if line.hasPrefix("#") || isBlank(line) {
        result.append(line)
      } else {
        return nil
      }
      isContinued = line.hasSuffix("\\")
    }
    return result
  }

  /// `%%bash`, `%%sh`, `%%script bash`, with what may stand behind.
  private static func isShellMagic(_ line: String) -> Bool {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return false }
    if first == "%%bash" || first == "%%sh" { return true }
    return first == "%%script" && words.dropFirst().contains { $0 == "bash" || $0 == "sh" }
  }

  private static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }
  private static func trimmedStart(_ text: Substring) -> String { String(text.drop { $0.isWhitespace }) }
}

/// What a terminal was told, as text.
enum TerminalText {
  /// Without colours and other control sequences (ECMA-48, section 5.4), carriage returns done.
  static func plain(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1B}":
        guard rest.first == "[" else { continue }
        rest = rest.dropFirst().drop { !(0x40...0x7E).contains($0.value) }.dropFirst()
      case "\r": if rest.first != "\n" { eraseLine(&result) }
      case "\u{8}": if result.last.map({ $0 != "\n" }) == true { result.removeLast() }
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// What follows is written over the line.
  private static func eraseLine(_ text: inout String.UnicodeScalarView) {
    while let last = text.last, last != "\n" { text.removeLast() }
  }
}
