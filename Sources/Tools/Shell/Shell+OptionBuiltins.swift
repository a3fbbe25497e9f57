extension Shell {
  // MARK: set

  func setOptions(_ arguments: [String]) -> Int {
    if arguments.isEmpty {
      var text = ""
      for name in variables.keys.sorted() where variables[name]?.array == nil {
        text += name + "=" + ShellQuoting.quoted(variables[name]!.value) + "\n"
      }
      return put(text, by: "set") ? 0 : 1
    }
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      if argument == "--" {
        positional = Array(arguments[index...])
        return 0
      }
      guard argument.hasPrefix("-") || argument.hasPrefix("+"), argument.count > 1 else {
        positional = Array(arguments[(index - 1)...])
        return 0
      }
      let isOn = argument.hasPrefix("-")
      for letter in argument.dropFirst() {
        switch letter {
        case "e": options.exitsOnError = isOn
        case "x": options.tracesCommands = isOn
        case "u": options.refusesUnset = isOn
        case "f": options.disablesGlobbing = isOn
        case "m", "b", "h", "B", "H", "E", "T": break
        case "o":
          guard index < arguments.count else { return listOptions(isOn: isOn) }
          let name = arguments[index]
          index += 1
          if let status = setLongOption(name, isOn) { return status }
        case "a", "C", "k", "n", "p", "P", "t", "v":
          return fail(Unsimulated("the shell's set \(isOn ? "-" : "+")\(letter)"))
        default:
          complain("set: \(argument): invalid option")
          streams[2]?.write("set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n")
          return 2
        }
      }
    }
    return 0
  }

  /// The options of `set -o` that bash has and the simulator ignores, since they are about typing, and those that
  /// it lacks.
  private static let ignoredOptions = [
    "braceexpand", "emacs", "hashall", "histexpand", "history", "ignoreeof", "interactive-comments",
    "monitor",
    "notify", "vi", "errtrace", "functrace",
  ]
  private static let missingOptions = [
    "allexport", "keyword", "noclobber", "noexec", "nolog", "onecmd", "physical", "posix", "privileged",
    "verbose",
  ]

  /// Nil when the option has been set; else the status.
  private func setLongOption(_ name: String, _ isOn: Bool) -> Int? {
    switch name {
    case "errexit": options.exitsOnError = isOn
    case "xtrace": options.tracesCommands = isOn
    case "nounset": options.refusesUnset = isOn
    case "noglob": options.disablesGlobbing = isOn
    case "pipefail" where flavour != .dash: options.failsWithPipeline = isOn
    default:
      if Self.ignoredOptions.contains(name) { return nil }
      if Self.missingOptions.contains(name) { return fail(Unsimulated("the shell's set -o \(name)")) }
      if flavour == .dash {
        _ = refuse("set: Illegal option -o \(name)")
        interruption = .exiting
        return 2
      }
      return refuse("set: \(name): invalid option name", status: 2)
    }
    return nil
  }

  private func listOptions(isOn: Bool) -> Int {
    let states: [(String, Bool)] = [
      ("allexport", false), ("braceexpand", true), ("emacs", false), ("errexit", options.exitsOnError),
      ("errtrace", false), ("functrace", false), ("hashall", true), ("histexpand", false), ("history", false),
      ("ignoreeof", false), ("interactive-comments", true), ("keyword", false), ("monitor", false),
      ("noclobber", false), ("noexec", false), ("noglob", options.disablesGlobbing), ("nolog", false),
      ("notify", false), ("nounset", options.refusesUnset), ("onecmd", false), ("physical", false),
      ("pipefail", options.failsWithPipeline), ("posix", false), ("privileged", false), ("verbose", false),
      ("vi", false), ("xtrace", options.tracesCommands),
    ]
    for (name, state) in states {
      put(
        isOn ? "\(name.padded(15))\t\(state ? "on" : "off")\n" : "set \(state ? "-" : "+")o \(name)\n",
        by: "set")
    }
    return 0
  }

  // MARK: shopt

  func runShopt(_ arguments: [String]) -> Int {
    var isSetting = false
    var isOn = true
    var status = 0
    for argument in arguments {
      switch argument {
      case "-s": (isSetting, isOn) = (true, true)
      case "-u": (isSetting, isOn) = (true, false)
      case "-q": break
      case "expand_aliases": if isSetting { expandsAliases = isOn }
      case "nullglob": if isSetting { options.dropsUnmatched = isOn }
      case "dotglob", "extglob", "failglob", "globstar", "lastpipe", "nocaseglob", "nocasematch",
        "inherit_errexit":
        if isSetting, isOn { return fail(Unsimulated("the shell's shopt \(argument)")) }
      case "checkwinsize", "cmdhist", "histappend", "interactive_comments", "promptvars", "sourcepath": break
      default:
        if argument.hasPrefix("-") { return fail(Unsimulated("the shell's shopt \(argument)")) }
        status = refuse("shopt: \(argument): invalid shell option name")
      }
    }
    if !isSetting { return fail(Unsimulated("listing the shell's shopt")) }
    return status
  }

  // MARK: getopts

  /// `getopts OPTSTRING NAME [WORD…]` (POSIX, getopts): the next option of the parameters.
  func runGetopts(_ arguments: [String]) -> Int {
    guard arguments.count >= 2 else {
      streams[2]?.write("getopts: usage: getopts optstring name [arg ...]\n")
      return 2
    }
    var known = arguments[0]
    let isSilent = known.hasPrefix(":")
    if isSilent { known.removeFirst() }
    let words = arguments.count > 2 ? Array(arguments[2...]) : positional
    var word = max(1, Int(value(of: "OPTIND") ?? "1") ?? 1)
    var letter = optionPlace.word == word ? optionPlace.letter : 0
    func leave(_ option: String, word next: Int, letter nextLetter: Int) -> Int {
      variables["OPTIND", default: Variable(value: "1")].value = String(next)
      variables["OPTIND"]?.isUnset = false
      optionPlace = (next, nextLetter)
      return set(arguments[1], option) ? 0 : 1
    }
    func end(at next: Int) -> Int {
      _ = leave("?", word: next, letter: 0)
      variables["OPTARG"] = nil
      return 1
    }
    guard word <= words.count else { return end(at: word) }
    let characters = Array(words[word - 1])
    if letter == 0 {
      if words[word - 1] == "--" { return end(at: word + 1) }
      guard characters.first == "-", characters.count > 1 else { return end(at: word) }
      letter = 1
    }
    let option = characters[letter]
    letter += 1
    let isLastLetter = letter >= characters.count
    if isLastLetter { (word, letter) = (word + 1, 0) }
    guard option != ":", let place = known.firstIndex(of: option) else {
      if isSilent { set("OPTARG", String(option)) } else { variables["OPTARG"] = nil }
      if !isSilent { complainAboutOption("illegal option -- \(option)") }
      return leave("?", word: word, letter: letter)
    }
    let behind = known.index(after: place)
    guard behind < known.endIndex, known[behind] == ":" else {
      variables["OPTARG"] = nil
      return leave(String(option), word: word, letter: letter)
    }
    if !isLastLetter {
      set("OPTARG", String(characters[letter...]))
      return leave(String(option), word: word + 1, letter: 0)
    }
    guard word <= words.count else {
      if isSilent { set("OPTARG", String(option)) } else { variables["OPTARG"] = nil }
      if !isSilent { complainAboutOption("option requires an argument -- \(option)") }
      return leave(isSilent ? ":" : "?", word: word, letter: 0)
    }
    set("OPTARG", words[word - 1])
    return leave(String(option), word: word + 1, letter: 0)
  }

  private func complainAboutOption(_ text: String) { streams[2]?.write("\(name): \(text)\n") }
}
