import Simulation

/// tracepath's command line (tracepath(8), iputils 20221126).
struct TracepathOptions {
  private(set) var isNumeric = false
  private(set) var showsBoth = false
  /// Octets of the whole packet; as many as there can be where nothing is said.
  private(set) var length: Int?
  private(set) var maximumHops = 30
  private(set) var port: UInt16 = 44444
  private(set) var host = ""

  enum Failure: Error {
    case problem(String, status: Int, isOutput: Bool)
    case unsimulated(Unsimulated)
  }

  init(_ arguments: [String]) throws(Failure) {
    let parsed: CommandOptions
    do throws(Unsimulated) {
      parsed = try CommandOptions(
        arguments, "tracepath", CommandOptions.Syntax(letters: "4bl:m:np:Vh?", missing: "6"))
    } catch {
      throw .unsimulated(error)
    }
    if let problem = parsed.problem {
      throw .problem("tracepath: \(problem)\n" + Self.usage, status: 255, isOutput: false)
    }
    for (letter, value) in parsed.options {
      switch letter {
      case "n": isNumeric = true
      case "b": showsBoth = true
      case "l":
        let number = try number(value)
        guard number > 28 else {
          throw complaint("pktlen must be within: 28 < value <= 2147483647")
        }
        length = number
      case "m":
        maximumHops = try number(value)
        guard (0...255).contains(maximumHops) else {
          throw complaint("max hops must be 0 .. 255 (inclusive).")
        }
      case "p": port = UInt16(truncatingIfNeeded: try number(value))
      case "V": throw .problem(Self.version, status: 0, isOutput: true)
      case "4": break
      default: throw .problem(Self.usage, status: 255, isOutput: false)
      }
    }
    guard let first = parsed.operands.first else {
      throw .problem(Self.usage, status: 255, isOutput: false)
    }
    host = first
  }

  private func number(_ text: String) throws(Failure) -> Int {
    guard let number = Int(text) else { throw complaint("invalid argument: '\(text)'") }
    return number
  }

  private func complaint(_ text: String) -> Failure {
    .problem("tracepath: \(text)\n", status: 1, isOutput: false)
  }

  private static let version = """
    tracepath from iputils 20221126
    libcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes

    """

  private static let usage = """

    Usage
      tracepath [options] <destination>

    Options:
      -4             use IPv4
      -6             use IPv6
      -b             print both name and ip
      -l <length>    use packet <length>
      -m <hops>      use maximum <hops>
      -n             no dns name resolution
      -p <port>      use destination <port>
      -V             print version and exit
      <destination>  dns name or ip address

    For more details see tracepath(8).

    """
}
