import Lab
import NetLanguage
import Testing

/// Two hosts on a cable.
let twoHosts = """
  host a
  host b
  link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24

  """

/// Runs a cell's text on a new network.
func run(_ text: String, limits: Limits = Limits()) -> CellResult {
  let lab = Lab()
  lab.limits = limits
  let parsed = CellParser.parse(text)
  #expect(parsed.diagnostics.filter { $0.severity == .error }.isEmpty, "\(parsed.diagnostics)")
  return lab.run(cell: parsed)
}

extension CellResult {
  var failureIdentifiers: [String] { failures.map(\.identifier) }
  var outputs: [String] { lines.map(\.output) }
}
