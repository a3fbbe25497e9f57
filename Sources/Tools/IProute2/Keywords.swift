/// The words of an iproute2 command that stand before a value: some may be shortened to any beginning (matches()), the
/// first that fits counts; others must be whole (strcmp()).
struct Keywords {
  private let words: [(name: String, mayBeShort: Bool)]

  /// In the order of the program; a `*` at the end marks those that may be shortened.
  init(_ text: String) {
    words = text.split { $0 == " " || $0 == "\n" }
      .map { $0.hasSuffix("*") ? (String($0.dropLast()), true) : (String($0), false) }
  }

  /// The whole name of a word, nil when it is none.
  func name(of word: String) -> String? {
    words.first { $0.mayBeShort ? word.abbreviates($0.name) : $0.name == word }?.name
  }
}
