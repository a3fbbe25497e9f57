import CMarkGFM
import Synchronization

/// The only file that touches cmark-gfm. It turns the library's nodes into ``MarkdownNode`` and lets go of them.
///
/// The library is not safe to use from two threads at once: its table of special characters is a global variable
/// (github/cmark-gfm issue 207). A parse happens under one lock; a note takes well under a millisecond.
enum CommonMarkParser {
  private static let extensionNames = ["table", "strikethrough", "autolink", "tasklist"]

  /// Held while the library runs. The value says whether its extensions have been registered.
  private static let library = Mutex(false)

  static func parse(_ text: String, firstLine: Int) throws(NoteError) -> MarkdownNode {
    guard let tree = tree(of: text) else { throw NoteError([]) }
    defer { cmark_node_free(tree) }
    return try convert(tree, lineOffset: firstLine - 1).get()
  }

  /// The library's own tree, which belongs to the caller. Only making it needs the lock: nothing of a finished tree
  /// is shared.
  private static func tree(of text: String) -> OpaquePointer? {
    nonisolated(unsafe) var root: OpaquePointer?
    library.withLock { isRegistered in
      if !isRegistered {
        cmark_gfm_core_extensions_ensure_registered()
        isRegistered = true
      }
      root = locked(text)
    }
    return root
  }

  private static func locked(_ text: String) -> OpaquePointer? {
    let options = CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
    guard let parser = cmark_parser_new(options) else { return nil }
    defer { cmark_parser_free(parser) }
    for name in extensionNames {
      if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
    }
    text.withOctets { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
    }
    return cmark_parser_finish(parser)
  }

  /// Walks with the library's iterator, so that hostile nesting cannot exhaust the stack; the tree that comes out
  /// is never deeper than ``MarkdownLimits/depth``.
  private static func convert(_ root: OpaquePointer, lineOffset: Int) -> Result<MarkdownNode, NoteError> {
    guard let iterator = cmark_iter_new(root) else { return .failure(NoteError([])) }
    defer { cmark_iter_free(iterator) }
    var open: [MarkdownNode] = []
    var references: [Int: Int] = [:]
    var definitions = 0
    while true {
      let event = cmark_iter_next(iterator)
      guard event != CMARK_EVENT_DONE, let pointer = cmark_iter_get_node(iterator) else { break }
      if event == CMARK_EVENT_ENTER {
        var node = MarkdownNode(kind(of: pointer), range: range(of: pointer, lineOffset: lineOffset))
        if case .footnoteReference(let number, _) = node.kind {
          references[number, default: 0] += 1
          node.kind = .footnoteReference(number: number, occurrence: references[number, default: 1])
        }
        if case .footnoteDefinition(_, let label) = node.kind {
          definitions += 1
          node.kind = .footnoteDefinition(number: definitions, label: label)
        }
        if open.count >= MarkdownLimits.depth {
          return .failure(
            NoteError([MarkdownLimits.tooDeep(line: open.compactMap(\.range).last?.firstLine ?? 1)]))
        }
        if isLeaf(pointer) {
          guard !open.isEmpty else { return .success(node) }
          open[open.count - 1].children.append(node)
        } else {
          open.append(node)
        }
      } else if let closed = open.popLast() {
        if open.isEmpty { return .success(closed) }
        open[open.count - 1].children.append(closed)
      }
    }
    return .success(open.first ?? MarkdownNode(.document))
  }

  /// The iterator gives these no exit event (cmark-gfm.h, "Iterator").
  private static func isLeaf(_ node: OpaquePointer) -> Bool {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_HTML_BLOCK, CMARK_NODE_THEMATIC_BREAK, CMARK_NODE_CODE_BLOCK, CMARK_NODE_TEXT,
      CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE:
      true
    default: false
    }
  }

  private static func range(of node: OpaquePointer, lineOffset: Int) -> MarkdownRange? {
    let first = Int(cmark_node_get_start_line(node))
    guard first > 0,
      cmark_node_get_type(node).rawValue & UInt32(CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK
    else { return nil }
    return MarkdownRange(
      firstLine: first + lineOffset, firstByteColumn: Int(cmark_node_get_start_column(node)),
      lastLine: max(first, Int(cmark_node_get_end_line(node))) + lineOffset)
  }

  private static func kind(of node: OpaquePointer) -> MarkdownNode.Kind {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_DOCUMENT: .document
    case CMARK_NODE_BLOCK_QUOTE: .blockQuote
    case CMARK_NODE_LIST: .list(listStyle(of: node))
    case CMARK_NODE_CODE_BLOCK: .codeBlock(codeBlock(of: node))
    case CMARK_NODE_HTML_BLOCK: .htmlBlock(literal(of: node))
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_HEADING: .heading(level: Int(cmark_node_get_heading_level(node)), id: "")
    case CMARK_NODE_THEMATIC_BREAK: .thematicBreak
    case CMARK_NODE_FOOTNOTE_DEFINITION: .footnoteDefinition(number: 0, label: literal(of: node))
    case CMARK_NODE_FOOTNOTE_REFERENCE: .footnoteReference(number: Int(literal(of: node)) ?? 0, occurrence: 1)
    case CMARK_NODE_TEXT: .text(literal(of: node))
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_CODE: .code(literal(of: node))
    case CMARK_NODE_HTML_INLINE: .htmlInline(literal(of: node))
    case CMARK_NODE_EMPH: .emphasis
    case CMARK_NODE_STRONG: .strong
    case CMARK_NODE_LINK:
      .link(destination: string(cmark_node_get_url(node)), title: string(cmark_node_get_title(node)))
    case CMARK_NODE_IMAGE:
      .image(destination: string(cmark_node_get_url(node)), title: string(cmark_node_get_title(node)))
    default: extensionKind(of: node)
    }
  }

  /// Types that extensions add have no public constants; they are known by name.
  private static func extensionKind(of node: OpaquePointer) -> MarkdownNode.Kind {
    switch string(cmark_node_get_type_string(node)) {
    case "table": .table(alignments(of: node))
    case "table_header": .tableRow(isHeader: true)
    case "table_row": .tableRow(isHeader: false)
    case "table_cell": .tableCell
    case "strikethrough": .strikethrough
    case "tasklist": .item(isDone: cmark_gfm_extensions_get_tasklist_item_checked(node))
    default: .item(isDone: nil)
    }
  }

  private static func listStyle(of node: OpaquePointer) -> MarkdownNode.ListStyle {
    let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
    return MarkdownNode.ListStyle(
      start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil,
      isTight: cmark_node_get_list_tight(node) != 0)
  }

  private static func codeBlock(of node: OpaquePointer) -> MarkdownNode.CodeBlock {
    var (length, offset): (CInt, CInt) = (0, 0)
    var character: CChar = 0
    let isFenced = cmark_node_get_fenced(node, &length, &offset, &character) != 0
    return MarkdownNode.CodeBlock(
      info: string(cmark_node_get_fence_info(node)), literal: literal(of: node), isFenced: isFenced,
      fenceLength: Int(length))
  }

  private static func alignments(of node: OpaquePointer) -> [MarkdownNode.ColumnAlignment] {
    guard let letters = cmark_gfm_extensions_get_table_alignments(node) else { return [] }
    return (0..<Int(cmark_gfm_extensions_get_table_columns(node))).map { column in
      switch letters[column] {
      case UInt8(ascii: "l"): .left
      case UInt8(ascii: "c"): .center
      case UInt8(ascii: "r"): .right
      default: .none
      }
    }
  }

  private static func literal(of node: OpaquePointer) -> String { string(cmark_node_get_literal(node)) }

  private static func string(_ text: UnsafePointer<CChar>?) -> String {
    text.map { String(cString: $0) } ?? ""
  }
}
