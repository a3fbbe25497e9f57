import Lab

/// `ping -q -f` through eight routers, against ns-3 and the kernel.
enum FloodPing {
  static let count = 100_000
  static let routers = 8

  static func rows() -> [Row] {
    let seconds = Measurement().seconds(of: { Chain(routers: routers) }, flood)
    let rate = Double(count) / seconds
    let measured = "\(Figure.text(rate)) echoes/s"
    return [
      Row(
        subject: "flood ping, \(routers) routers", measured: measured,
        comparison: "ns-3 3.37, optimised: \(Figure.text(Reference.echoes))", ratio: rate / Reference.echoes,
        goal: .atLeast(5)),
      Row(
        subject: "flood ping, \(routers) routers", measured: measured,
        comparison: "Linux, veth pairs: \(Figure.text(Reference.kernelEchoes))",
        ratio: rate / Reference.kernelEchoes, goal: .atLeast(0.67)),
    ]
  }

  static func flood(_ chain: Chain) {
    let result = chain.scenario.run("a# ping -q -f -c \(count) \(chain.destination)")
    precondition(result.lines[0].output.contains("\(count) received, 0% packet loss"))
  }
}

/// What other programs did on the machine that this was first measured on.
enum Reference {
  /// Echoes a second through eight routers.
  static let echoes = 20_700.0
  static let kernelEchoes = 154_000.0
  /// Megabytes a second over TCP through eight routers, the better of two ways of ns-3.
  static let megabytes = 39.0
  /// Echoes a second through a router of the kernel's with so many rules: 239,000 with 10, 5,400 with 10,000.
  static let kernelSlowdown = 239_000.0 / 5_400.0
}
