import Patterns
import Testing

/// What a pattern finds in a text: the whole match and its groups.
private func find(
  _ pattern: String, in text: String, _ syntax: Pattern.Syntax = .extended, ignoresCase: Bool = false,
  isLinewise: Bool = false
) throws -> [String?]? {
  let pattern = try Pattern(pattern, syntax: syntax, ignoresCase: ignoresCase, isLinewise: isLinewise)
  let bytes = Array(text.utf8)
  return try pattern.firstMatch(in: bytes)?.groups.map { range in
    range.map { String(decoding: bytes[$0], as: UTF8.self) }
  }
}

@Suite struct PatternTests {
  @Test(arguments: [
    ("b+", "abbc", "bb"), ("a|ab", "xabc", "ab"), ("[0-9]+\\.[0-9]+", "up 10.25 s", "10.25"),
    ("^eth[[:digit:]]$", "eth0", "eth0"), ("a{2,3}", "aaaa", "aaa"), ("(ab){2}", "ababab", "abab"),
    ("[]x]+", "a]x", "]x"), ("[^a-c]+", "abcdef", "def"), ("\\<in\\>", "inner in", "in"),
    ("\\bping\\b", "pings ping", "ping"), ("a{,2}b", "aaab", "aab"), ("a{x", "a{x", "a{x"),
    (".", "中文", "中"), ("[一-龥]+", "ab中文", "中文"), ("\\w+", "网络 x", "网络"), ("x*", "abc", ""),
  ])
  func `extended syntax finds the leftmost longest match`(pattern: String, text: String, match: String) throws
  {
    #expect(try find(pattern, in: text)?[0] == match)
  }

  @Test(arguments: [
    ("b\\+", "abb", "bb"), ("a|b", "a|b", "a|b"), ("a\\|b", "b", "b"), ("*a", "x*a", "*a"),
    ("^*a", "*a", "*a"),
    ("a\\{2\\}", "aaa", "aa"), ("a^b$c", "a^b$c", "a^b$c"), ("\\(a\\|^b\\)$", "b", "b"),
    ("(a)", "(a)", "(a)"),
    ("\\(.\\)\\1", "hello", "ll"), ("a\\?b", "ab", "ab"), ("\\d", "5d", "d"),
  ])
  func `basic syntax is that of grep and sed`(pattern: String, text: String, match: String) throws {
    #expect(try find(pattern, in: text, .basic)?[0] == match)
  }

  @Test(arguments: [
    ("\\d+", "ttl 64", "64"), ("<.+?>", "<a><b>", "<a>"), ("(?:a|ab)c", "abc", "abc"), ("a|ab", "ab", "a"),
    ("[\\d.]+", "at 10.0.0.1:", "10.0.0.1"), ("a\\tb", "a\tb", "a\tb"), ("[^\\s]+", " x y", "x"),
  ])
  func `Perl's syntax has digits and lazy repetitions`(pattern: String, text: String, match: String) throws {
    #expect(try find(pattern, in: text, .perl)?[0] == match)
  }

  @Test func `groups say where they matched`() throws {
    #expect(
      try find("([a-z]+)([0-9]+)?(@(.*))?", in: "eth0@if5") == ["eth0@if5", "eth", "0", "@if5", "if5"])
    #expect(try find("(a)|(b)", in: "b") == ["b", nil, "b"])
  }

  @Test func `case is ignored when asked`() throws {
    #expect(try find("drop", in: "DROP", ignoresCase: true)?[0] == "DROP")
    #expect(try find("[a-z]+", in: "Drop", ignoresCase: true)?[0] == "Drop")
    #expect(try find("drop", in: "DROP") == nil)
  }

  @Test func `linewise anchors hold at every line`() throws {
    let text = "one\ntwo\nthree"
    #expect(try find("^t.*$", in: text, isLinewise: true)?[0] == "two")
    #expect(try find("^two$", in: text) == nil)
    #expect(try find("e.t", in: text, isLinewise: true) == nil)
    #expect(try find("[^x]+", in: text, isLinewise: true)?[0] == "one")
  }

  @Test func `a search can begin in the middle and still knows what stands before`() throws {
    let pattern = try Pattern("^a|b")
    #expect(try pattern.firstMatch(in: Array("aab".utf8), from: 1)?.range == 2..<3)
  }

  @Test func `nested repetitions take no exponential time`() throws {
    let text = String(repeating: "a", count: 5000)
    #expect(try find("(a*)*b", in: text) == nil)
    #expect(try find("(a|aa)+$", in: text)?[0] == text)
  }

  @Test func `back-references that never end their search are given up`() throws {
    let text = String(repeating: "a", count: 200)
    #expect(throws: PatternError(.tooHard, at: 0)) { try find("(a*)*(a*)*\\1\\2b", in: text) }
    #expect(try find("(a*)*\\1", in: "aaaa")?[0] == "aaaa")
  }

  @Test(arguments: [
    ("a(b", Pattern.Syntax.extended, "Unmatched ( or \\(", 1),
    ("ab)", .extended, "Unmatched ) or \\)", 2),
    ("x[a-", .extended, "Unmatched [, [^, [:, [., or [=", 1),
    ("[z-a]", .extended, "Invalid range end", 1),
    ("[[:word:]]", .extended, "Invalid character class name", 0),
    ("a{3,2}", .extended, "Invalid content of \\{\\}", 1),
    ("a\\{1", .basic, "Unmatched \\{", 1),
    ("ab\\2", .extended, "Invalid back reference", 2),
    ("ab\\", .extended, "Trailing backslash", 2),
    ("*a", .extended, "Invalid preceding regular expression", 0),
    ("{1}", .extended, "Invalid preceding regular expression", 0),
    ("((a{999}){999}){999}", .extended, "Regular expression too big", 0),
    ("(?=a)", .perl, "Unsupported syntax", 1),
  ])
  func `a malformed pattern says what is wrong and where`(
    pattern: String, syntax: Pattern.Syntax, message: String, position: Int
  ) {
    let error = #expect(throws: PatternError.self) { try Pattern(pattern, syntax: syntax) }
    #expect(error?.message == message)
    #expect(error?.position == position)
  }
}
