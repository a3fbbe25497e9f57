/// Turns a quotation that begins with `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]` into a
/// callout. The rest of that line, if any, is its title.
enum Callouts {
  static func find(in node: inout MarkdownNode) {
    guard node.holdsBlocks else { return }
    for index in node.children.indices { find(in: &node.children[index]) }
    guard node.kind == .blockQuote, let first = node.children.first, first.kind == .paragraph,
      case .text(let text)? = first.children.first?.kind, let (callout, rest) = marker(text)
    else { return }
    let titleEnd =
      first.children.firstIndex { $0.kind == .softBreak || $0.kind == .lineBreak } ?? first.children.count
    var title = Array(first.children[..<titleEnd])
    title[0].kind = .text(rest)
    if rest.isEmpty { title.removeFirst() }
    var body = Array(node.children.dropFirst())
    let remainder = Array(first.children.dropFirst(titleEnd + 1))
    if !remainder.isEmpty {
      body.insert(MarkdownNode(.paragraph, children: remainder, range: first.range), at: 0)
    }
    if !title.isEmpty { body.insert(MarkdownNode(.paragraph, children: title, range: first.range), at: 0) }
    node.kind = .callout(callout, hasTitle: !title.isEmpty)
    node.children = body
  }

  private static func marker(_ text: String) -> (MarkdownNode.Callout, rest: String)? {
    guard text.hasPrefix("[!"), let close = text.firstIndex(of: "]") else { return nil }
    let word = text[text.index(text.startIndex, offsetBy: 2)..<close].lowercased()
    guard let callout = MarkdownNode.Callout(rawValue: word) else { return nil }
    return (callout, String(text[text.index(after: close)...].drop { $0.isWhitespace }))
  }
}
