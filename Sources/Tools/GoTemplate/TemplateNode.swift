/// The parts of a template (Go's text/template/parse).
indirect enum TemplateNode {
  case text(String)
  /// `{{ pipeline }}`
  case action(TemplatePipeline)
  case branch(TemplatePipeline, [TemplateNode], otherwise: [TemplateNode])
  case range(TemplatePipeline, [TemplateNode], otherwise: [TemplateNode])
  case with(TemplatePipeline, [TemplateNode], otherwise: [TemplateNode])
}

struct TemplatePipeline {
  /// `$x :=` or `$k, $v :=` before it.
  var variables: [String] = []
  /// `$x = …`: the variable is there already.
  var assigns = false
  var commands: [TemplateCommand] = []
}

/// A function or a value with the arguments behind it.
struct TemplateCommand {
  var operands: [TemplateOperand] = []

  /// As error messages quote it.
  var source: String { operands.map { $0.source }.joined(separator: " ") }
}

/// A term, with the fields that are taken of it.
struct TemplateOperand {
  indirect enum Term {
    case dot
    case variable(String)
    case literal(GoValue)
    case function(String)
    case group(TemplatePipeline)
  }

  var term: Term
  var fields: [String] = []
  /// Where error messages say that it stands: characters from the beginning of its line.
  var column = 0
  var line = 1

  /// As error messages quote it.
  var source: String {
    let chain = fields.map { "." + $0 }.joined()
    switch term {
    case .dot: return fields.isEmpty ? "." : chain
    case .variable(let name): return name + chain
    case .literal(.string(let text)): return JSONString.quoted(text)
    case .literal(let value): return value.text ?? ""
    case .function(let name): return name + chain
    case .group: return "(…)" + chain
    }
  }
}

/// What is wrong with a template, or came up while it ran.
package struct TemplateError: Error, Hashable, Sendable {
  /// In Go's words, beginning with `template: `.
  package var text: String
  /// A struct has no such field: raw JSON may have it.
  package var isMissingField = false
  /// The template prints what the simulator does not know, such as an address of memory.
  package var unsimulated: String?
}
