/// A command of the shell's grammar (POSIX.1-2017, Shell Command Language, 2.9), with bash's additions.
indirect enum ShellCommand {
  case simple(SimpleCommand)
  case pipeline([PipelineStage], isNegated: Bool)
  case and(ShellCommand, ShellCommand)
  case or(ShellCommand, ShellCommand)
  case list([ListItem])
  case subshell(ShellCommand)
  case group(ShellCommand)
  case branch([ConditionalBranch], otherwise: ShellCommand?)
  case loop(ConditionalBranch, isUntil: Bool)
  case forEach(variable: String, words: [ShellWord]?, body: ShellCommand)
  case countingFor(start: ShellWord, condition: ShellWord, step: ShellWord, body: ShellCommand)
  case choose(ShellWord, [CaseArm])
  case function(name: String, body: ShellCommand)
  case test([TestToken])
  case arithmetic(ShellWord)
  case redirected(ShellCommand, [Redirection])
}

struct SimpleCommand {
  var assignments: [Assignment] = []
  var words: [ShellWord] = []
  var redirections: [Redirection] = []
  var line: Int
}

struct Assignment {
  var name: String
  var isAppending: Bool
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

/// A word or an operator within `[[ … ]]`.
enum TestToken {
  case word(ShellWord)
  case symbol(String)
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

  /// The word about as it was typed, for messages.
  var source: String {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let piece), .quoted(let piece): text += piece
      case .parameter(let name, _, _): text += "$" + name
      case .substitution: text += "$(...)"
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
  case parameter(name: String, ParameterOperation, isQuoted: Bool)
  case substitution(CommandSubstitution, isQuoted: Bool)
  case arithmetic(ShellWord, isQuoted: Bool)
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
  case notSimulated(Unsimulated)
}
