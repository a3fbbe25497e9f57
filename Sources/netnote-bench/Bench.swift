/// Measures how fast the simulator is, as ratios: `swift run -c release netnote-bench [NAME...]`. A name is one of
/// ping, tcp, rules, hosts; all without one. Ends with 1 when a goal is missed.
@main
enum Bench {
  private static let parts: [(name: String, rows: @Sendable () -> [Row])] = [
    ("ping", FloodPing.rows), ("tcp", BulkTransfer.rows), ("rules", ManyRules.rows),
    ("hosts", ManyHosts.rows),
  ]

  static func main() {
    let wanted = CommandLine.arguments.dropFirst()
    var table = Table()
    for part in parts where wanted.isEmpty || wanted.contains(part.name) {
      for row in part.rows() { table.add(row) }
    }
    print(table.text)
  }
}
