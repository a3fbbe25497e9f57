/// Reads the tokens of a template (text/template/parse/parse.go).
struct TemplateParser {
  typealias Token = TemplateLexer.Token

  private let places: [TemplateLexer.Place]
  private var index = 0

  init(_ source: String) throws(TemplateError) { places = try TemplateLexer.tokens(of: source) }

  mutating func parse() throws(TemplateError) -> [TemplateNode] {
    let (nodes, end) = try parseList()
    if let end { throw fail("unexpected {{\(end)}}") }
    return nodes
  }

  private func fail(_ text: String) -> TemplateError {
    let line = index < places.count ? places[index].line : places.last?.line ?? 1
    return TemplateError(text: "template: :\(line): \(text)")
  }

  private var token: Token? { index < places.count ? places[index].token : nil }

  private mutating func skipSpace() { while token == .space { index += 1 } }

  private mutating func expect(_ wanted: Token, _ context: String) throws(TemplateError) {
    skipSpace()
    guard token == wanted else { throw fail("unexpected \(described(token)) in \(context)") }
    index += 1
  }

  private func described(_ token: Token?) -> String {
    switch token {
    case .close: "\"}}\""
    case .word(let word): "<\(word)>"
    case .pipe: "\"|\""
    case .comma: "\",\""
    case .leftParenthesis: "\"(\""
    case .rightParenthesis: "\")\""
    case .declare: "\":=\""
    case .assign: "\"=\""
    case .string(let text): JSONString.quoted(JSONString.quoted(text))
    case .number(let number): "\"\(number)\""
    case .field(let name): "<.\(name)>"
    case .variable(let name): "\"\(name)\""
    case .dot: "<.>"
    case .text, .open, .space, nil: "EOF"
    }
  }

  /// Nodes up to `{{end}}` or `{{else}}`, whose keyword is given back; nil at the template's end.
  private mutating func parseList() throws(TemplateError) -> (nodes: [TemplateNode], end: String?) {
    var nodes: [TemplateNode] = []
    while let token {
      index += 1
      if case .text(let text) = token {
        nodes.append(.text(text))
        continue
      }
      skipSpace()
      if case .word(let word)? = self.token, word == "end" || word == "else" {
        index += 1
        if word == "end" { try expect(.close, "end") }
        return (nodes, word)
      }
      if let node = try parseAction() { nodes.append(node) }
    }
    return (nodes, nil)
  }

  private mutating func parseAction() throws(TemplateError) -> TemplateNode? {
    if case .word(let word)? = token {
      switch word {
      case "if", "range", "with":
        index += 1
        return try parseControl(word)
      case "define", "template", "block", "break", "continue":
        throw TemplateError(text: "template: :1: \(word)", unsimulated: "{{\(word)}} in Go templates")
      default: break
      }
    }
    return .action(try parsePipeline("command", until: .close))
  }

  private mutating func parseControl(_ word: String) throws(TemplateError) -> TemplateNode {
    let pipeline = try parsePipeline(word, until: .close)
    let (body, end) = try parseList()
    var otherwise: [TemplateNode] = []
    switch end {
    case nil: throw fail("unexpected EOF")
    case "else":
      skipSpace()
      if case .word("if")? = token, word == "if" {
        index += 1
        otherwise = [try parseControl("if")]
      } else {
        try expect(.close, "else")
        let (rest, last) = try parseList()
        guard last == "end" else {
          throw fail(last == nil ? "unexpected EOF" : "expected end; found {{else}}")
        }
        otherwise = rest
      }
    default: break
    }
    switch word {
    case "if": return .branch(pipeline, body, otherwise: otherwise)
    case "range": return .range(pipeline, body, otherwise: otherwise)
    default: return .with(pipeline, body, otherwise: otherwise)
    }
  }

  private mutating func parsePipeline(_ context: String, until end: Token) throws(TemplateError)
    -> TemplatePipeline
  {
    var pipeline = TemplatePipeline()
    skipSpace()
    parseDeclaration(&pipeline)
    while true {
      let command = try parseCommand(context, until: end)
      guard !command.operands.isEmpty else { throw fail("missing value for \(context)") }
      pipeline.commands.append(command)
      skipSpace()
      if token == .pipe {
        index += 1
        continue
      }
      try expect(end, context)
      return pipeline
    }
  }

  private mutating func parseDeclaration(_ pipeline: inout TemplatePipeline) {
    let start = index
    var names: [String] = []
    while case .variable(let name)? = token {
      names.append(name)
      index += 1
      skipSpace()
      if token == .comma {
        index += 1
        skipSpace()
        continue
      }
      break
    }
    guard !names.isEmpty, token == .declare || token == .assign else {
      index = start
      return
    }
    pipeline.variables = names
    pipeline.assigns = token == .assign
    index += 1
  }

  private mutating func parseCommand(_ context: String, until end: Token) throws(TemplateError)
    -> TemplateCommand
  {
    var command = TemplateCommand()
    while true {
      skipSpace()
      guard let token, token != end, token != .pipe else { return command }
      command.operands.append(try parseOperand(context))
    }
  }

  private mutating func parseOperand(_ context: String) throws(TemplateError) -> TemplateOperand {
    let place = places[index]
    var operand = TemplateOperand(term: .dot, column: place.column, line: place.line)
    switch place.token {
    case .dot: break
    case .field(let name): operand.fields = [name]
    case .variable(let name): operand.term = .variable(name)
    case .string(let text): operand.term = .literal(.string(text))
    case .number(let number): operand.term = .literal(.int(number))
    case .word("true"): operand.term = .literal(.bool(true))
    case .word("false"): operand.term = .literal(.bool(false))
    case .word("nil"): operand.term = .literal(.none)
    case .word(let name):
      guard TemplateFunctions.names.contains(name) else { throw fail("function \"\(name)\" not defined") }
      operand.term = .function(name)
    case .leftParenthesis:
      index += 1
      operand.term = .group(try parsePipeline("parenthesized pipeline", until: .rightParenthesis))
      index -= 1
    default: throw fail("unexpected \(described(place.token)) in \(context)")
    }
    index += 1
    parseFields(&operand)
    return operand
  }

  /// The position of a chain is that of its second link (parse.go, operand).
  private mutating func parseFields(_ operand: inout TemplateOperand) {
    var isFirst = true
    while case .field(let name)? = token {
      if isFirst { (operand.column, isFirst) = (places[index].column, false) }
      operand.fields.append(name)
      index += 1
    }
  }
}
