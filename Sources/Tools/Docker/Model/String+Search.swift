extension StringProtocol {
  /// Whether a text stands anywhere in this one. (Embedded Swift has no such function.)
  func holds(_ text: some StringProtocol) -> Bool {
    var rest = self[...]
    while rest.utf8.count >= text.utf8.count {
      if rest.hasPrefix(text) { return true }
      guard !rest.isEmpty else { return false }
      rest = rest.dropFirst()
    }
    return false
  }
}
