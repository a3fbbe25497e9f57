extension Shell {
  /// `export`, `readonly`, `local`, `declare` and `typeset` (bash(1), SHELL BUILTIN COMMANDS).
  func declare(_ arguments: [String], by command: String) -> Int {
    var flags = DeclarationFlags(command)
    var operands: [String] = []
    var isOver = false
    for argument in arguments {
      let isFlag =
        !isOver && operands.isEmpty && argument.count > 1
        && (argument.hasPrefix("-") || argument.hasPrefix("+"))
      if argument == "--", !isOver {
        isOver = true
      } else if isFlag {
        for letter in argument.dropFirst() where !flags.set(letter, isOn: argument.hasPrefix("-")) {
          if "nlutI".contains(letter) { return fail(Unsimulated("the shell's \(command) -\(letter)")) }
          complain("\(command): -\(letter): invalid option")
          streams[2]?.write(flags.usage)
          return 2
        }
      } else {
        operands.append(argument)
      }
    }
    if command == "local", shadowed.isEmpty {
      return refuse("local: can only be used in a function")
    }
    if flags.isAboutFunctions { return describeFunctions(operands, flags) }
    if operands.isEmpty { return listVariables(command, flags) }
    if flags.prints, command != "export", command != "readonly" { return printVariables(operands, command) }
    var status = 0
    for operand in operands where !declare(operand, flags) { status = 1 }
    return status
  }

  private func declare(_ operand: String, _ flags: DeclarationFlags) -> Bool {
    var name = operand
    var text: String?
    var isAppending = false
    if let equals = operand.firstIndex(of: "=") {
      name = String(operand[..<equals])
      text = String(operand[operand.index(after: equals)...])
      if name.hasSuffix("+") {
        name.removeLast()
        isAppending = true
      }
    }
    guard ShellName.isValid(name) else {
      return refuse("\(flags.command): `\(operand)': not a valid identifier") == 0
    }
    if flags.isLocal, !shadowed.isEmpty {
      if !shadowed[shadowed.count - 1].contains(where: { $0.name == name }) {
        shadowed[shadowed.count - 1].append((name, variables[name]))
        var fresh = Variable(value: "", isExported: variables[name]?.isExported ?? false)
        fresh.isUnset = true
        variables[name] = fresh
      }
    }
    let isNew = variables[name] == nil
    if isNew {
      var fresh = Variable(value: "")
      fresh.isUnset = true
      variables[name] = fresh
    }
    if flags.isArray || flags.isAssociative, variables[name]?.array == nil {
      let old = variables[name]
      variables[name]?.array =
        flags.isAssociative
        ? ShellArray(isAssociative: true) : ShellArray(old?.isUnset == false ? [old?.value ?? ""] : [])
      variables[name]?.isUnset = false
    }
    if let isInteger = flags.isInteger { variables[name]?.isInteger = isInteger }
    if let text {
      let before = isAppending ? value(of: name) ?? "" : ""
      guard set(name, before + text) else { return false }
    }
    if let isExported = flags.isExported { variables[name]?.isExported = isExported }
    if flags.isReadOnly { variables[name]?.isReadOnly = true }
    return true
  }

  // MARK: Listing

  private func listVariables(_ command: String, _ flags: DeclarationFlags) -> Int {
    var text = ""
    for name in variables.keys.sorted() {
      guard let variable = variables[name] else { continue }
      if command == "export" || flags.isExported == true, !variable.isExported { continue }
      if command == "readonly" || flags.isReadOnly, !variable.isReadOnly { continue }
      if command == "local", !(shadowed.last?.contains { $0.name == name } ?? false) { continue }
      if flags.isArray, variable.array?.isAssociative != false { continue }
      if flags.isAssociative, variable.array?.isAssociative != true { continue }
      let isPlain = command == "declare" && !flags.prints && flags.isExported == nil && !flags.isReadOnly
      if flavour != .bash, command == "export" {
        text += "export \(name)='\(variable.value)'\n"
      } else if (isPlain || command == "local") && !flags.isArray && !flags.isAssociative {
        text += name + "=" + ShellQuoting.quoted(variable.value) + "\n"
      } else {
        text += description(of: name, variable)
      }
    }
    return put(text, by: command) ? 0 : 1
  }

  private func printVariables(_ names: [String], _ command: String) -> Int {
    var status = 0
    for name in names {
      if let variable = variables[name] {
        put(description(of: name, variable), by: command)
      } else {
        status = refuse("\(command): \(name): not found")
      }
    }
    return status
  }

  /// As `declare -p` shows a variable.
  private func description(of name: String, _ variable: Variable) -> String {
    var flags = ""
    if let array = variable.array { flags += array.isAssociative ? "A" : "a" }
    if variable.isInteger { flags += "i" }
    if variable.isReadOnly { flags += "r" }
    if variable.isExported { flags += "x" }
    let start = "declare -\(flags.isEmpty ? "-" : flags) \(name)"
    if variable.isUnset { return start + "\n" }
    guard let array = variable.array else {
      return start + "=" + ShellQuoting.doubleQuoted(variable.value) + "\n"
    }
    var elements = array.entries.map { "[\($0.key)]=" + ShellQuoting.doubleQuoted($0.value) }
      .joined(separator: " ")
    if array.isAssociative, !elements.isEmpty { elements += " " }
    return start + "=(\(elements))\n"
  }

  private func describeFunctions(_ names: [String], _ flags: DeclarationFlags) -> Int {
    if flags.namesOnly {
      var status = 0
      for name in names.isEmpty ? functions.keys.sorted() : names {
        if functions[name] != nil {
          put((names.isEmpty ? "declare -f " : "") + name + "\n", by: "declare")
        } else {
          status = 1
        }
      }
      return status
    }
    return fail(Unsimulated("the text of a function"))
  }

  func unset(_ arguments: [String]) -> Int {
    var status = 0
    let onlyFunctions = arguments.first == "-f"
    let onlyVariables = arguments.first == "-v"
    for name in arguments where !name.hasPrefix("-") {
      if let (array, key) = Self.split(reference: name), !onlyFunctions {
        unsetElement(array, key)
      } else if variables[name]?.isReadOnly == true {
        status = refuse("unset: \(name): cannot unset: readonly variable")
      } else if !onlyFunctions, variables[name] != nil {
        variables[name] = nil
      } else if !onlyVariables {
        functions[name] = nil
      }
    }
    return status
  }

  private func unsetElement(_ name: String, _ key: String) {
    guard let array = variables[name]?.array else { return }
    if key == "@" || key == "*", !array.isAssociative {
      variables[name]?.array = ShellArray(isAssociative: array.isAssociative)
    } else if let key = self.key(of: ShellWord(parts: [.quoted(key)]), in: array) {
      variables[name]?.array?[key] = nil
    }
  }
}

/// The attributes that a declaring builtin was given.
private struct DeclarationFlags {
  let command: String
  var isExported: Bool?
  var isReadOnly = false
  var isArray = false
  var isAssociative = false
  var isInteger: Bool?
  var isGlobal = false
  var prints = false
  var isAboutFunctions = false
  var namesOnly = false

  init(_ command: String) {
    self.command = command
    if command == "export" { isExported = true }
    isReadOnly = command == "readonly"
  }

  /// Within a function the variable is its own.
  var isLocal: Bool { command != "export" && command != "readonly" && !isGlobal }

  /// False for a letter that is unknown.
  mutating func set(_ letter: Character, isOn: Bool) -> Bool {
    switch letter {
    case "x" where command != "export" && command != "readonly": isExported = isOn
    case "n" where command == "export": isExported = false
    case "r" where command != "export": isReadOnly = true
    case "a" where command != "export": isArray = true
    case "A" where command != "export": isAssociative = true
    case "i" where command != "export" && command != "readonly": isInteger = isOn
    case "g" where command != "export" && command != "readonly": isGlobal = true
    case "p": prints = true
    case "f": isAboutFunctions = true
    case "F" where command == "declare" || command == "typeset": (isAboutFunctions, namesOnly) = (true, true)
    default: return false
    }
    return true
  }

  var usage: String {
    switch command {
    case "export": "export: usage: export [-fn] [name[=value] ...] or export -p\n"
    case "readonly": "readonly: usage: readonly [-aAf] [name[=value] ...] or readonly -p\n"
    case "local": "local: usage: local [option] name[=value] ...\n"
    default:
      "\(command): usage: \(command) [-aAfFgiIlnrtux] [name[=value] ...] or \(command) -p [-aAfFilnrtux] "
        + "[name ...]\n"
    }
  }
}
