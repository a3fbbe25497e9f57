/// `{a,b}` and `[1-3]` in a URL stand for several URLs (curl(1), URL; tool_urlglob.c).
enum CurlGlob {
  struct Target: Hashable {
    var url: String
    /// What each pattern stood for, for `#1` in the name of an output file.
    var parts: [String] = []

    func output(_ output: CurlOptions.Output) -> CurlOptions.Output {
      guard case .file(let name) = output, !parts.isEmpty else { return output }
      var result = ""
      var rest = Substring(name)
      while let character = rest.popFirst() {
        if character == "#", let digit = rest.first, let number = Int(String(digit)), number > 0,
          number <= parts.count
        {
          rest.removeFirst()
          result += parts[number - 1]
        } else {
          result.append(character)
        }
      }
      return .file(result)
    }
  }

  static func expand(_ text: String) throws(CurlURL.Problem) -> [Target] {
    let characters = Array(text)
    var targets = [Target(url: "")]
    var place = 0
    while place < characters.count {
      switch characters[place] {
      case "{":
        let end = characters[place...].firstIndex(of: "}")
        guard let end else { throw problem("unmatched brace", at: place, in: text) }
        let choices = String(characters[(place + 1)..<end])
          .split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        targets = targets.flatMap { target in choices.map { appended($0, to: target) } }
        place = end + 1
      case "[" where !isAddress(characters[place...]):
        guard let end = characters[place...].firstIndex(of: "]"),
          let choices = range(String(characters[(place + 1)..<end]))
        else { throw problem("bad range", at: place + 3, in: text) }
        targets = targets.flatMap { target in choices.map { appended($0, to: target) } }
        place = end + 1
      default:
        for index in targets.indices { targets[index].url.append(characters[place]) }
        place += 1
      }
    }
    return targets
  }

  private static func appended(_ choice: String, to target: Target) -> Target {
    Target(url: target.url + choice, parts: target.parts + [choice])
  }

  /// An IPv6 address stands in brackets too.
  private static func isAddress(_ rest: ArraySlice<Character>) -> Bool {
    rest.prefix { $0 != "]" }.contains(":") && rest.contains("]")
      && !rest.prefix { $0 != "]" }.contains("-")
  }

  /// `1-9`, `001-100`, `a-z`, each perhaps with `:STEP`.
  private static func range(_ text: String) -> [String]? {
    let halves = text.split(separator: ":", maxSplits: 1)
    let step = halves.count == 2 ? Int(halves[1]) : 1
    guard let step, step > 0, let ends = halves.first?.split(separator: "-"), ends.count == 2 else {
      return nil
    }
    if let low = Int(ends[0]), let high = Int(ends[1]), low <= high {
      let width = ends[0].hasPrefix("0") ? ends[0].utf8.count : 0
      return stride(from: low, through: high, by: step).map { number in
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
      }
    }
    guard ends[0].utf8.count == 1, ends[1].utf8.count == 1, let low = ends[0].utf8.first,
      let high = ends[1].utf8.first, low <= high
    else { return nil }
    return stride(from: Int(low), through: Int(high), by: step).map { String(Unicode.Scalar(UInt8($0))) }
  }

  private static func problem(_ what: String, at place: Int, in text: String) -> CurlURL.Problem {
    .failure(
      3,
      "\(what) in URL position \(place + 1):\n\(text)\n" + String(repeating: " ", count: place) + "^")
  }
}
