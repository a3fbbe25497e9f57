/// A line that ends in Chinese and goes on in Chinese has no space between: the author only wrapped it.
enum CJKSoftBreaks {
  static func remove(from node: inout MarkdownNode) {
    if node.children.contains(where: \.isSoftBreak) {
      let children = node.children
      node.children = children.indices.filter { !isInvisible($0, in: children) }.map { children[$0] }
    }
    for index in node.children.indices where !node.children[index].children.isEmpty {
      remove(from: &node.children[index])
    }
  }

  private static func isInvisible(_ index: Int, in nodes: [MarkdownNode]) -> Bool {
    guard nodes[index].isSoftBreak, index > 0, index + 1 < nodes.count,
      let before = nodes[index - 1].plainText.unicodeScalars.last,
      let after = nodes[index + 1].plainText.unicodeScalars.first
    else { return false }
    return CJK.isWrittenWithoutSpaces(before) && CJK.isWrittenWithoutSpaces(after)
  }
}

extension MarkdownNode {
  fileprivate var isSoftBreak: Bool { if case .softBreak = kind { true } else { false } }
}
