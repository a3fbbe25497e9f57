/// A Go template, as `--format` and `inspect -f` take it (text/template).
package struct Template {
  private let nodes: [TemplateNode]
  private let source: String
  /// A map's missing key is an error (`Option("missingkey=error")`).
  package var missingKeyIsError = false

  package init(_ source: String) throws(TemplateError) {
    self.source = source
    var parser = try TemplateParser(source)
    nodes = try parser.parse()
  }

  /// What the template prints for a value.
  package func execute(_ value: GoValue) throws(TemplateError) -> String {
    var run = TemplateRun(root: value, missingKeyIsError: missingKeyIsError)
    try run.execute(nodes, dot: value)
    return run.output
  }
}

/// A template at work (text/template/exec.go).
struct TemplateRun {
  var output = ""
  private var variables: [(name: String, value: GoValue)]
  private let missingKeyIsError: Bool

  init(root: GoValue, missingKeyIsError: Bool) {
    variables = [("$", root)]
    self.missingKeyIsError = missingKeyIsError
  }

  mutating func execute(_ nodes: [TemplateNode], dot: GoValue) throws(TemplateError) {
    for node in nodes { try execute(node, dot: dot) }
  }

  private mutating func execute(_ node: TemplateNode, dot: GoValue) throws(TemplateError) {
    switch node {
    case .text(let text): output += text
    case .action(let pipeline):
      let value = try evaluate(pipeline, dot)
      if pipeline.variables.isEmpty {
        output += try printed(value)
      } else {
        declare(pipeline, value)
      }
    case .branch(let pipeline, let body, let otherwise):
      try scoped { (run: inout TemplateRun) throws(TemplateError) in
        let value = try run.evaluate(pipeline, dot)
        run.declare(pipeline, value)
        try run.execute(value.isTrue ? body : otherwise, dot: dot)
      }
    case .with(let pipeline, let body, let otherwise):
      try scoped { (run: inout TemplateRun) throws(TemplateError) in
        let value = try run.evaluate(pipeline, dot)
        run.declare(pipeline, value)
        try run.execute(value.isTrue ? body : otherwise, dot: value.isTrue ? value : dot)
      }
    case .range(let pipeline, let body, let otherwise):
      let value = try evaluate(pipeline, dot)
      try range(over: value, pipeline, body, otherwise, dot)
    }
  }

  private mutating func scoped(
    _ body: (inout TemplateRun) throws(TemplateError) -> Void
  ) throws(TemplateError) {
    let count = variables.count
    try body(&self)
    variables.removeLast(variables.count - count)
  }

  private mutating func declare(_ pipeline: TemplatePipeline, _ value: GoValue) {
    guard let name = pipeline.variables.last else { return }
    if pipeline.assigns, let place = variables.lastIndex(where: { $0.name == name }) {
      variables[place].value = value
    } else {
      variables.append((name, value))
    }
  }

  private mutating func range(
    over value: GoValue, _ pipeline: TemplatePipeline, _ body: [TemplateNode], _ otherwise: [TemplateNode],
    _ dot: GoValue
  ) throws(TemplateError) {
    let pairs: [(GoValue, GoValue)]
    switch value {
    case .list(let items): pairs = items.enumerated().map { (.int($0.offset), $0.element) }
    case .object(let object) where object.isMap: pairs = object.fields.map { (.string($0.name), $0.value) }
    case .nilList, .nilMap, .none: pairs = []
    default:
      throw TemplateError(
        text:
          "template: :1:8: executing \"\" at <\(pipeline.commands[0].operands[0].source)>: range can't iterate over \(value.text ?? "")"
      )
    }
    if pairs.isEmpty { return try execute(otherwise, dot: dot) }
    for (key, element) in pairs {
      try scoped { (run: inout TemplateRun) throws(TemplateError) in
        if let name = pipeline.variables.last { run.variables.append((name, element)) }
        if pipeline.variables.count == 2 { run.variables.append((pipeline.variables[0], key)) }
        try run.execute(body, dot: element)
      }
    }
  }

  private func printed(_ value: GoValue) throws(TemplateError) -> String {
    guard let text = value.text else {
      throw TemplateError(text: "", unsimulated: "printing a pointer's address in a Go template")
    }
    return text
  }

  // MARK: - Values

  private mutating func evaluate(_ pipeline: TemplatePipeline, _ dot: GoValue) throws(TemplateError)
    -> GoValue
  {
    var last: GoValue?
    for command in pipeline.commands { last = try evaluate(command, dot, last: last) }
    return last ?? .none
  }

  private mutating func evaluate(
    _ command: TemplateCommand, _ dot: GoValue, last: GoValue?
  ) throws(TemplateError) -> GoValue {
    let first = command.operands[0]
    guard case .function(let name) = first.term else {
      if first.source == ".Label" { throw TemplateError(text: "", unsimulated: ".Label in a Go template") }
      guard command.operands.count == 1, last == nil else {
        throw failure(first, "can't give argument to non-function \(first.source)")
      }
      return try evaluate(first, dot)
    }
    var arguments: [GoValue] = []
    for operand in command.operands.dropFirst() { arguments.append(try evaluate(operand, dot)) }
    if let last { arguments.append(last) }
    do throws(TemplateError) {
      return try fields(of: TemplateFunctions.call(name, arguments), first)
    } catch {
      if error.unsimulated != nil || error.isMissingField { throw error }
      throw failure(first, "error calling \(name): \(error.text)", source: command.source)
    }
  }

  private mutating func evaluate(_ operand: TemplateOperand, _ dot: GoValue) throws(TemplateError) -> GoValue
  {
    switch operand.term {
    case .dot: return try fields(of: dot, operand)
    case .literal(let value): return value
    case .variable(let name):
      guard let variable = variables.last(where: { $0.name == name }) else {
        throw TemplateError(text: "template: :\(operand.line): undefined variable \"\(name)\"")
      }
      return try fields(of: variable.value, operand)
    case .group(let pipeline): return try fields(of: evaluate(pipeline, dot), operand)
    case .function(let name):
      do throws(TemplateError) {
        return try TemplateFunctions.call(name, [])
      } catch {
        throw failure(operand, "error calling \(name): \(error.text)")
      }
    }
  }

  private func fields(of value: GoValue, _ operand: TemplateOperand) throws(TemplateError) -> GoValue {
    var value = value
    for name in operand.fields {
      switch value {
      case .object(let object):
        if let field = object.field(calledInGo: name) {
          value = field
        } else if !object.isMap {
          var error = failure(operand, "can't evaluate field \(name) in type \(object.typeName)")
          error.isMissingField = true
          throw error
        } else if missingKeyIsError {
          throw failure(operand, "map has no entry for key \"\(name)\"")
        } else {
          value = .none
        }
      case .nilMap, .none: value = .none
      case .string, .int, .bool, .list, .nilList:
        var error = failure(operand, "can't evaluate field \(name) in type \(Self.typeName(value))")
        error.isMissingField = true
        throw error
      }
    }
    return value
  }

  private static func typeName(_ value: GoValue) -> String {
    switch value {
    case .bool: "bool"
    case .int: "int"
    case .string: "string"
    default: "[]interface {}"
    }
  }

  private func failure(_ operand: TemplateOperand, _ text: String, source: String? = nil) -> TemplateError {
    let place = "\(operand.line):\(operand.column)"
    return TemplateError(
      text: "template: :\(place): executing \"\" at <\(source ?? operand.source)>: \(text)")
  }
}
