import Notebook

/// Finds the references of a note and puts numbers in their place.
struct ReferenceFinder {
  private(set) var references: [Reference] = []
  private var seen: [String: Int] = [:]
  private var seenIn = 0

  /// The tree with `reference` nodes for its links, pictures, wikilinks and embeds, numbered from 0.
  mutating func visit(_ root: MarkdownNode) -> MarkdownNode {
    var root = root
    visit(&root, block: nil, sentences: nil)
    return root
  }

  private mutating func visit(_ node: inout MarkdownNode, block: MarkdownRange?, sentences: SentenceFinder?) {
    let block = node.range ?? block
    switch node.kind {
    case .codeBlock, .htmlBlock, .text, .code, .htmlInline, .softBreak, .lineBreak: return
    case .paragraph, .heading, .tableCell:
      if case .paragraph = node.kind, node.children.count == 1, case .embed = node.children[0].kind {
        let number = add(node.children[0], block: block, sentences: nil, isBlock: true)
        node = MarkdownNode(.reference(number), range: node.range)
      } else {
        visitChildren(of: &node, block: block, sentences: SentenceFinder(node))
      }
    case .link, .image, .wikilink, .embed:
      let number = add(node, block: block, sentences: sentences, isBlock: false)
      switch node.kind {
      case .image, .embed: node.children = []
      default:
        if node.children.isEmpty { node.children = Self.words(of: node) }
        visitChildren(of: &node, block: block, sentences: sentences)
      }
      node.kind = .reference(number)
      node.range = nil
    default: visitChildren(of: &node, block: block, sentences: sentences)
    }
  }

  private mutating func visitChildren(
    of node: inout MarkdownNode, block: MarkdownRange?, sentences: SentenceFinder?
  ) {
    for index in node.children.indices { visit(&node.children[index], block: block, sentences: sentences) }
  }

  private static func words(of node: MarkdownNode) -> [MarkdownNode] {
    if case .link = node.kind { return [] }
    return [MarkdownNode(.text(node.plainText))]
  }

  private mutating func add(
    _ node: MarkdownNode, block: MarkdownRange?, sentences: SentenceFinder?, isBlock: Bool
  ) -> Int {
    var reference = Reference(
      kind: .link, target: "", words: node.plainText, isBlock: isBlock,
      place: ReferencePlace(firstLine: block?.firstLine ?? 1, lastLine: block?.lastLine ?? 1, occurrence: 0))
    switch node.kind {
    case .link(let destination, let title):
      (reference.target, reference.label) = (destination, title.isEmpty ? nil : title)
    case .image(let destination, let title):
      (reference.kind, reference.target) = (.picture, destination)
      reference.label = title.isEmpty ? nil : title
    case .wikilink(let target, let heading, let label):
      (reference.kind, reference.target, reference.heading) = (.wikilink, target, heading)
      reference.label = label
    case .embed(let target, let heading, let label):
      (reference.kind, reference.target, reference.heading) = (.embed, target, heading)
      reference.label = label
    default: break
    }
    if seenIn != reference.place.firstLine { (seen, seenIn) = ([:], reference.place.firstLine) }
    reference.place.occurrence = seen[reference.text, default: 0]
    seen[reference.text, default: 0] += 1
    if reference.kind != .picture { reference.sentence = sentences?.sentence(round: reference.words) }
    references.append(reference)
    return references.count - 1
  }
}
