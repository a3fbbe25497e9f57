import Linux
import Simulation

extension Shell {
  /// The value of a variable or special parameter; nil if it is unset.
  func value(of name: String) -> String? {
    switch name {
    case "?": return String(lastStatus)
    case "$": return String(shellIdentifier)
    case "!": return jobs.lastIdentifier.map { String($0) } ?? ""
    case "#": return String(positional.count)
    case "-": return "hBc"
    case "0": return self.name
    case "@", "*": return positional.isEmpty ? nil : positional.joined(separator: joiner)
    default: break
    }
    if let number = Int(name) { return number <= positional.count ? positional[number - 1] : nil }
    if let variable = variables[name] { return variable.value }
    switch name {
    case "PWD": return workingDirectory
    case "IFS": return " \t\n"
    case "UID", "EUID": return flavour == .bash ? "0" : nil
    case "PPID": return String(process.parent?.identifier ?? 1)
    case "LINENO": return String(line)
    case "HOSTNAME": return flavour == .bash ? process.node.name : nil
    case "SECONDS": return String(process.clock.now.seconds)
    case "RANDOM":
      return flavour == .dash ? nil : String(Int.random(in: 0...32767, using: &process.system.network.random))
    default: return nil
    }
  }

  /// `$$`: subshells have their parent's.
  private var shellIdentifier: Int {
    var process = process
    while let parent = process.parent, parent.name == process.name, parent.arguments == process.arguments {
      process = parent
    }
    return process.identifier
  }

  /// What stands between the parameters in `"$*"`.
  var joiner: String {
    guard let separators = variables["IFS"]?.value else { return " " }
    return separators.first.map { String($0) } ?? ""
  }

  /// Assigns a variable; false for a read-only one.
  @discardableResult
  func set(_ name: String, _ value: String) -> Bool {
    if variables[name]?.isReadOnly == true {
      complain("\(name): readonly variable")
      return false
    }
    variables[name, default: Variable(value: "")].value = value
    return true
  }

  /// What a program gets as its environment.
  var environment: [String: String] {
    var result: [String: String] = [:]
    for (name, variable) in variables where variable.isExported { result[name] = variable.value }
    return result
  }

  /// The value of an arithmetic expression; nil when it is wrong, with the message printed.
  func arithmeticValue(of text: String) -> Int? {
    var arithmetic = ShellArithmetic(
      text, read: { [self] in value(of: $0) ?? "" }, assign: { [self] in set($0, $1) })
    do throws(ShellArithmetic.Failure) {
      return try arithmetic.evaluate()
    } catch {
      let shown = text.trimmedOfBlanks
      switch error {
      case .syntax(let reason): complain("\(shown): \(reason)")
      case .divisionByZero: complain("\(shown): division by 0 (error token is \"0\")")
      }
      return nil
    }
  }
}
