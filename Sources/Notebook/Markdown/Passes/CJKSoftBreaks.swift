/// A line that ends in Chinese and goes on in Chinese has no space between: the author only wrapped it.
enum CJKSoftBreaks {
  static func removed(in node: MarkdownNode) -> MarkdownNode {
    var node = node
    let children = node.children
    node.children = children.indices.compactMap { index in
      if children[index].kind == .softBreak, index > 0, index + 1 < children.count,
        let before = children[index - 1].plainText.unicodeScalars.last,
        let after = children[index + 1].plainText.unicodeScalars.first,
        CJK.isWrittenWithoutSpaces(before), CJK.isWrittenWithoutSpaces(after)
      {
        return nil
      }
      return removed(in: children[index])
    }
    return node
  }
}
