import Linux

/// Why an ipset command ended early.
struct IPSetFailure: Error {
  /// What stands behind `ipset v7.17: `.
  let text: String
  /// Wrong words: status 2, with the advice to read the help; else status 1.
  let isUsage: Bool
  let missing: Unsimulated?

  private init(text: String, isUsage: Bool, missing: Unsimulated? = nil) {
    (self.text, self.isUsage, self.missing) = (text, isUsage, missing)
  }

  static func usage(_ text: String) -> Self { Self(text: text, isUsage: true) }
  static func syntax(_ text: String) -> Self { Self(text: "Syntax error: " + text, isUsage: false) }
  /// What the kernel answered, in the words of the tool (ipset's lib/errcode.c).
  static func kernel(_ text: String) -> Self { Self(text: text, isUsage: false) }
  static func unsimulated(_ feature: String) -> Self {
    Self(text: "", isUsage: false, missing: Unsimulated(feature))
  }

  static let noSuchSet = kernel("The set with the given name does not exist")
  static let outOfRange = kernel("Element is out of the range of the set")
  static let badPrefix = kernel("The value of the CIDR parameter of the IP address is invalid")

  var status: Int { isUsage ? 2 : 1 }

  /// `line` is given inside `ipset restore`.
  func message(line: Int?) -> String {
    guard !isUsage else { return "ipset v7.17: \(text)\nTry `ipset help' for more information.\n" }
    return "ipset v7.17: " + (line.map { "Error in line \($0): " } ?? "") + text + "\n"
  }
}
