/// A command of the shell's grammar (POSIX.1-2017, Shell Command Language, 2.9), with bash's additions.
indirect enum ShellCommand {
  case simple(SimpleCommand)
  case pipeline([PipelineStage], isNegated: Bool)
  /// `time PIPELINE`; the pipeline may be missing.
  case timed(ShellCommand?, isPortable: Bool)
  case and(ShellCommand, ShellCommand)
  case or(ShellCommand, ShellCommand)
  case list([ListItem])
  case subshell(ShellCommand)
  case group(ShellCommand)
  case branch([ConditionalBranch], otherwise: ShellCommand?)
  case loop(ConditionalBranch, isUntil: Bool)
  case forEach(variable: String, words: [ShellWord]?, body: ShellCommand, source: String)
  case countingFor(start: ShellWord, condition: ShellWord, step: ShellWord, body: ShellCommand)
  case choose(ShellWord, [CaseArm], source: String)
  case function(name: String, body: ShellCommand)
  case test(TestNode)
  case arithmetic(ShellWord)
  case redirected(ShellCommand, [Redirection])
}

struct SimpleCommand {
  var assignments: [Assignment] = []
  var words: [ShellWord] = []
  /// `declare a=(…)`: the arrays that a declaring builtin's arguments fill. Their names stand among the words too.
  var declaredArrays: [Assignment] = []
  var redirections: [Redirection] = []
  var line: Int
}

struct Assignment {
  var name: String
  /// What stands in the brackets of `name[…]=`.
  var subscriptWord: ShellWord?
  var isAppending: Bool
  var value: ShellWord
  /// The words of `name=(…)`.
  var elements: [ArrayElement]?
}

/// A word within `name=(…)`: `value` or `[key]=value`.
struct ArrayElement {
  var key: ShellWord?
  var value: ShellWord
}

struct PipelineStage {
  var command: ShellCommand
  /// `|&`: standard error goes into the pipe too.
  var pipesError: Bool
}

struct ListItem {
  var command: ShellCommand
  var isBackground: Bool
  /// As it was typed, for `jobs`.
  var text: String
}

struct ConditionalBranch {
  var condition: ShellCommand
  var body: ShellCommand
}

struct CaseArm {
  enum End { case stop, fallThrough, testNext }
  var patterns: [ShellWord]
  var body: ShellCommand?
  var end: End
}

/// A conditional expression: what stands within `[[ … ]]`.
indirect enum TestNode {
  case word(ShellWord)
  case unary(String, ShellWord)
  case binary(ShellWord, String, ShellWord)
  case not(TestNode)
  case and(TestNode, TestNode)
  case or(TestNode, TestNode)
}

struct Redirection {
  enum Kind {
    case input, output, append, duplicate, outputAndError, appendOutputAndError, hereDocument, hereString
    case inputAndOutput
  }
  var kind: Kind
  var descriptor: Int
  var target: ShellWord
  /// The text of a here-document, which the parser reads after the line.
  var document: HereDocument?
}

/// A here-document's text is known only when the next lines have been read.
final class HereDocument {
  let delimiter: String
  let isQuoted: Bool
  let stripsTabs: Bool
  var text = ShellWord()

  init(delimiter: String, isQuoted: Bool, stripsTabs: Bool) {
    self.delimiter = delimiter
    self.isQuoted = isQuoted
    self.stripsTabs = stripsTabs
  }
}

/// A word before its expansion.
struct ShellWord {
  var parts: [WordPart] = []

  /// The word, when it is one without quotes and expansions: reserved words are recognised only so.
  var literal: String? {
    if parts.count == 1, case .literal(let text) = parts[0] { return text }
    return nil
  }

  /// Literals that stand side by side as one.
  var joiningLiterals: ShellWord {
    var result: [WordPart] = []
    for part in parts {
      if case .literal(let text) = part, case .literal(let before)? = result.last {
        result[result.count - 1] = .literal(before + text)
      } else {
        result.append(part)
      }
    }
    return ShellWord(parts: result)
  }

  /// The word about as it was typed, for messages.
  var source: String {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let piece), .quoted(let piece): text += piece
      case .parameter(let name, _, _): text += "$" + name.text
      case .substitution: text += "$(...)"
      case .processSubstitution: text += "<(...)"
      case .arithmetic(let word, _): text += "$((" + word.source + "))"
      }
    }
    return text
  }
}

indirect enum WordPart {
  case literal(String)
  /// Not subject to splitting and globbing; empty for `""`.
  case quoted(String)
  case parameter(ParameterName, ParameterOperation, isQuoted: Bool)
  case substitution(CommandSubstitution, isQuoted: Bool)
  /// `<(…)` and `>(…)`.
  case processSubstitution(CommandSubstitution, isInput: Bool)
  case arithmetic(ShellWord, isQuoted: Bool)
}

/// What stands behind a dollar: a name or a special parameter, with the brackets of an array's element.
struct ParameterName {
  var text: String
  var subscriptWord: ShellWord?

  init(_ text: String, subscriptWord: ShellWord? = nil) {
    self.text = text
    self.subscriptWord = subscriptWord
  }

  /// It stands for a list of values: `@`, `*`, `name[@]`, `name[*]`.
  var isList: Bool { listMark != nil }

  /// `@` or `*`, when it stands for a list.
  var listMark: String? {
    if let subscriptWord {
      guard let mark = subscriptWord.literal, mark == "@" || mark == "*" else { return nil }
      return mark
    }
    return text == "@" || text == "*" ? text : nil
  }
}

/// `$(…)`. Each has an identity, under which the interpreter keeps its output while it expands a word.
final class CommandSubstitution {
  let command: ShellCommand
  init(_ command: ShellCommand) { self.command = command }
}

indirect enum ParameterOperation {
  enum Place { case first, all, prefix, suffix }
  case none
  case length
  case indirect
  /// `${!name[@]}`.
  case keys
  /// `${!prefix*}`.
  case names
  /// `${name@Q}`.
  case transform(Character)
  case useDefault(ShellWord, ifEmpty: Bool)
  case assignDefault(ShellWord, ifEmpty: Bool)
  case requireValue(ShellWord, ifEmpty: Bool)
  case useAlternative(ShellWord, ifEmpty: Bool)
  case removePrefix(ShellWord, longest: Bool)
  case removeSuffix(ShellWord, longest: Bool)
  case replace(Place, pattern: ShellWord, replacement: ShellWord)
  case substring(offset: ShellWord, length: ShellWord?)
  case changeCase(toUpper: Bool, all: Bool)
}

/// Why a text is not a shell program.
enum ShellSyntaxError: Error {
  case unexpected(token: String, line: Int)
  case unexpectedEnd(line: Int)
  case unmatched(Character, line: Int)
  /// A conditional expression that is none, in bash's own words.
  case conditional(String, line: Int)
  /// `${x y}`.
  case badSubstitution(String, line: Int)
  case notSimulated(Unsimulated)
}
