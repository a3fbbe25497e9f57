import Linux
import Simulation

extension Shell {
  struct Variable {
    /// The value; of an array, what its name alone stands for is its element 0.
    var value: String
    var array: ShellArray?
    var isExported = false
    var isReadOnly = false
    /// `declare -i`: what is assigned is an arithmetic expression.
    var isInteger = false
    /// `declare x` without a value.
    var isUnset = false

    init(value: String, isExported: Bool = false) {
      self.value = value
      self.isExported = isExported
    }
  }

  /// The value of a variable or special parameter; nil if it is unset.
  func value(of name: String) -> String? {
    switch name {
    case "?": return String(lastStatus)
    case "$": return String(shellIdentifier)
    case "!": return jobs.lastIdentifier.map { String($0) } ?? ""
    case "#": return String(positional.count)
    case "-": return optionLetters
    case "0": return self.name
    case "@", "*": return positional.isEmpty ? nil : positional.joined(separator: joiner)
    default: break
    }
    if let number = Int(name) { return number <= positional.count ? positional[number - 1] : nil }
    if let variable = variables[name] {
      if let array = variable.array { return array["0"] }
      return variable.isUnset ? nil : variable.value
    }
    return computedValue(of: name)
  }

  /// Variables that have a value though nobody has set them.
  private func computedValue(of name: String) -> String? {
    switch name {
    case "PWD": return workingDirectory
    case "IFS": return " \t\n"
    case "UID", "EUID": return flavour == .bash ? "0" : nil
    case "PPID": return String(parentNumber)
    case "LINENO": return String(line)
    case "HOSTNAME": return flavour == .bash ? process.node.name : nil
    case "SECONDS": return flavour == .bash ? String(process.clock.now.seconds) : nil
    case "RANDOM":
      return flavour == .dash ? nil : String(Int.random(in: 0...32767, using: &process.system.network.random))
    case "_": return lastArgument
    case "OPTIND": return "1"
    case "OSTYPE": return flavour == .bash ? "linux-gnu" : nil
    case "MACHTYPE": return flavour == .bash ? "x86_64-pc-linux-gnu" : nil
    case "HOSTTYPE": return flavour == .bash ? "x86_64" : nil
    case "SHLVL": return "1"
    case "BASH": return flavour == .bash ? "/bin/bash" : nil
    case "BASHPID": return flavour == .bash ? String(process.number) : nil
    case "EPOCHSECONDS":
      return flavour == .bash ? String(CalendarTime.epochSeconds(process.clock.now)) : nil
    case "FUNCNAME": return functionNames.last
    case "PIPESTATUS": return pipeStatuses.first.map { String($0) }
    case "COLUMNS", "LINES", "BASH_VERSION", "EPOCHREALTIME", "BASH_COMMAND", "DIRSTACK":
      if flavour == .bash { _ = fail(Unsimulated("the shell's variable \(name)")) }
      return nil
    default: return nil
    }
  }

  /// The value of a parameter with its subscript, which may not be a list.
  func value(of name: ParameterName) -> String? {
    guard let word = name.subscriptWord else { return value(of: name.text) }
    guard let array = array(named: name.text) else {
      guard let index = key(of: word, in: nil), index == "0" else { return nil }
      return value(of: name.text)
    }
    return key(of: word, in: array).flatMap { array[$0] }
  }

  /// The values of a parameter that is a list.
  func values(of name: ParameterName) -> [String] {
    guard name.subscriptWord != nil else { return positional }
    if let array = array(named: name.text) { return array.values }
    return value(of: name.text).map { [$0] } ?? []
  }

  func array(named name: String) -> ShellArray? {
    if let array = variables[name]?.array { return array }
    switch name {
    case "PIPESTATUS" where flavour == .bash: return ShellArray(pipeStatuses.map { String($0) })
    case "FUNCNAME" where flavour == .bash: return ShellArray(functionNames.reversed())
    default: return nil
    }
  }

  /// An element's key: the text itself, or the value of an arithmetic expression. Nil when that is wrong; its message
  /// has been printed.
  func key(of word: ShellWord, in array: ShellArray?) -> String? {
    guard let text = expandedText(word) else { return nil }
    return key(of: text, in: array)
  }

  private func key(of text: String, in array: ShellArray?) -> String? {
    if array?.isAssociative == true { return text }
    guard var index = arithmeticValue(of: text) else { return nil }
    if index < 0 { index += array?.nextIndex ?? 1 }
    guard index >= 0 else {
      complain("[\(text)]: bad array subscript")
      return nil
    }
    return String(index)
  }

  var optionLetters: String {
    let letters: [(Bool, String)] = [
      (options.exitsOnError, "e"), (options.disablesGlobbing, "f"), (true, "h"), (options.refusesUnset, "u"),
      (options.tracesCommands, "x"), (true, "B"), (name == "bash", "c"),
    ]
    return letters.filter { $0.0 }.map { $0.1 }.joined()
  }

  /// `$$`: subshells have their parent's.
  var shellIdentifier: Int {
    var process = process
    while let parent = process.parent, parent.name == process.name, parent.arguments == process.arguments {
      process = parent
    }
    return process.number
  }

  /// Who is outside of a container has the number 0 there.
  private var parentNumber: Int {
    guard process.node.processNumbers != nil else { return process.parent?.identifier ?? 1 }
    guard let parent = process.parent, parent.node === process.node else { return 0 }
    return parent.number
  }

  /// What stands between the parameters in `"$*"`.
  var joiner: String {
    guard let separators = variables["IFS"]?.value else { return " " }
    return separators.first.map { String($0) } ?? ""
  }

  /// Assigns a variable; false for a read-only one.
  @discardableResult
  func set(_ name: String, _ value: String) -> Bool {
    guard isWritable(name) else { return false }
    var variable = variables[name, default: Variable(value: "")]
    variable.isUnset = false
    var value = value
    if variable.isInteger {
      guard let number = arithmeticValue(of: value) else { return false }
      value = String(number)
    }
    if variable.array != nil { variable.array?["0"] = value } else { variable.value = value }
    variables[name] = variable
    if name == "OPTIND" { optionPlace = (0, 0) }
    return true
  }

  /// Assigns an element of an array; a variable that is none becomes one.
  @discardableResult
  func set(_ name: String, key: String, _ value: String) -> Bool {
    guard isWritable(name) else { return false }
    var variable = variables[name, default: Variable(value: "")]
    variable.array =
      variable.array ?? ShellArray(variable.isUnset || variables[name] == nil ? [] : [variable.value])
    variable.isUnset = false
    variable.array?[key] = value
    variables[name] = variable
    return true
  }

  func setArray(_ name: String, _ values: [String]) {
    guard isWritable(name) else { return }
    var variable = variables[name, default: Variable(value: "")]
    variable.array = ShellArray(values)
    variables[name] = variable
  }

  private func isWritable(_ name: String) -> Bool {
    guard variables[name]?.isReadOnly == true else { return true }
    complain("\(name): readonly variable")
    return false
  }

  /// Carries an assignment out. Nil when an expansion failed; false for a read-only variable.
  func assign(_ assignment: Assignment) -> Bool? {
    if let elements = assignment.elements { return assignElements(elements, assignment) }
    guard let text = expandedText(assignment.value) else { return nil }
    if let word = assignment.subscriptWord {
      let array = variables[assignment.name]?.array
      guard let key = key(of: word, in: array) else { return nil }
      return set(assignment.name, key: key, (assignment.isAppending ? array?[key] ?? "" : "") + text)
    }
    return set(assignment.name, appended(assignment, text))
  }

  /// The new value of `name=text` or `name+=text`.
  func appended(_ assignment: Assignment, _ text: String) -> String {
    guard assignment.isAppending, let before = value(of: assignment.name) else { return text }
    return variables[assignment.name]?.isInteger == true ? "(\(before))+(\(text))" : before + text
  }

  private func assignElements(_ elements: [ArrayElement], _ assignment: Assignment) -> Bool? {
    guard isWritable(assignment.name) else { return false }
    let old = variables[assignment.name]
    var array = ShellArray(isAssociative: old?.array?.isAssociative ?? false)
    if assignment.isAppending, let old {
      array = old.array ?? ShellArray(old.isUnset ? [] : [old.value])
    }
    if array.isAssociative, elements.allSatisfy({ $0.key == nil }) {
      // Keys and values in turn.
      guard let fields = expandedFields(elements.map { $0.value }) else { return nil }
      for index in stride(from: 0, to: fields.count, by: 2) {
        array[fields[index]] = index + 1 < fields.count ? fields[index + 1] : ""
      }
    } else {
      for element in elements {
        if let word = element.key {
          guard let key = key(of: word, in: array), let text = expandedText(element.value) else { return nil }
          array[key] = text
        } else {
          guard let fields = expandedFields([element.value]) else { return nil }
          for field in fields { array[String(array.nextIndex)] = field }
        }
      }
    }
    var variable = old ?? Variable(value: "")
    variable.isUnset = false
    variable.array = array
    variables[assignment.name] = variable
    return true
  }

  /// What a program gets as its environment.
  var environment: [String: String] {
    var result: [String: String] = [:]
    for (name, variable) in variables where variable.isExported && variable.array == nil && !variable.isUnset
    {
      result[name] = variable.value
    }
    return result
  }

  /// The value of an arithmetic expression; nil when it is wrong, with the message printed. What follows on the line
  /// is then given up, as bash does.
  func arithmeticValue(of text: String, by command: String = "") -> Int64? {
    var arithmetic = ShellArithmetic(
      text, read: { [self] in reference($0) ?? "" },
      assign: { [self] in assignReference($0, $1) })
    do throws(ShellArithmetic.Failure) {
      return try arithmetic.evaluate()
    } catch {
      var start = text[...]
      while let first = start.first, first.isWhitespace { start.removeFirst() }
      complain(command + "\(start): \(error.text)")
      return nil
    }
  }

  /// Reads `name` or `name[expression]`.
  private func reference(_ text: String) -> String? {
    guard let (name, inner) = Self.split(reference: text) else {
      guard options.refusesUnset, value(of: text) == nil else { return value(of: text) }
      complain("\(text): unbound variable")
      abandon()
      return nil
    }
    let array = array(named: name)
    guard let key = key(of: inner, in: array) else { return nil }
    return array == nil ? (key == "0" ? value(of: name) : nil) : array?[key]
  }

  private func assignReference(_ text: String, _ value: String) {
    guard let (name, inner) = Self.split(reference: text) else {
      set(text, value)
      return
    }
    guard let key = key(of: inner, in: variables[name]?.array) else { return }
    set(name, key: key, value)
  }

  static func split(reference text: String) -> (name: String, key: String)? {
    guard text.hasSuffix("]"), let bracket = text.firstIndex(of: "[") else { return nil }
    return (String(text[..<bracket]), String(text[text.index(after: bracket)...].dropLast()))
  }
}
