/// Why a regular expression can not be used. The texts are those of GNU `regerror`, as grep and sed print them.
package struct PatternError: Error, Hashable, Sendable {
  package enum Reason: String, Hashable, Sendable {
    case unmatchedBracket = "Unmatched [, [^, [:, [., or [="
    case unmatchedParenthesis = "Unmatched ( or \\("
    case unmatchedClosingParenthesis = "Unmatched ) or \\)"
    case unmatchedBrace = "Unmatched \\{"
    case invalidInterval = "Invalid content of \\{\\}"
    case invalidRange = "Invalid range end"
    case invalidClass = "Invalid character class name"
    case invalidCollation = "Invalid collation character"
    case invalidBackReference = "Invalid back reference"
    case invalidRepetition = "Invalid preceding regular expression"
    case trailingBackslash = "Trailing backslash"
    case tooBig = "Regular expression too big"
    /// Syntax that this engine does not have (look-around, for one).
    case unsupported = "Unsupported syntax"
    /// Back-references made the search too long: see `Pattern.firstMatch`.
    case tooHard = "Regular expression too hard to match"
  }

  package var reason: Reason
  /// Where in the pattern, in Unicode scalars from 0.
  package var position: Int

  package init(_ reason: Reason, at position: Int) {
    self.reason = reason
    self.position = position
  }

  package var message: String { reason.rawValue }
}
