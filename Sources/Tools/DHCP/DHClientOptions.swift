/// What `dhclient` has been told (dhclient(8)).
struct DHClientOptions {
  enum Failure: Error {
    case unsimulated(Unsimulated)
    case usage
    case version
  }

  var isVerbose = false
  /// `-1`: ends when the first try fails.
  var triesOnce = false
  /// `-d`: stays in the foreground.
  var staysInForeground = false
  var releases = false
  /// `-nw`: goes into the background at once.
  var doesNotWait = false
  var leaseFile = "/var/lib/dhcp/dhclient.leases"
  var processFile: String? = "/run/dhclient.pid"
  var interfaces: [String] = []

  init(_ arguments: [String]) throws(Failure) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "-v": isVerbose = true
      case "-q": isVerbose = false
      case "-1": triesOnce = true
      case "-d": (staysInForeground, isVerbose) = (true, true)
      case "-r": releases = true
      case "-nw": doesNotWait = true
      case "-4", "-I": break
      case "--no-pid": processFile = nil
      case "-pf": processFile = try Self.value(&rest)
      case "-lf": leaseFile = try Self.value(&rest)
      case "-h", "--help": throw .usage
      case "--version": throw .version
      default:
        guard word.hasPrefix("-") else {
          interfaces.append(word)
          continue
        }
        throw .unsimulated(Unsimulated("dhclient \(word)"))
      }
    }
  }

  private static func value(_ rest: inout ArraySlice<String>) throws(Failure) -> String {
    guard let value = rest.popFirst() else { throw .usage }
    return value
  }

  static let usage = """
    Usage: dhclient [-4|-6] [-SNTPRI1dvrxi] [-nw] [-p <port>] [-D LL|LLT]
                    [--dad-wait-time <seconds>] [--prefix-len-hint <length>]
                    [--decline-wait-time <seconds>]
                    [--address-prefix-len <length>]
                    [-s server-addr] [-cf config-file]
                    [-df duid-file] [-lf lease-file]
                    [-pf pid-file] [--no-pid] [-e VAR=val]
                    [-sf script-file] [interface]*
           dhclient {--version|--help|-h}

    """
}
