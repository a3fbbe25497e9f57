import Linux
import Packets
import Simulation

/// dnsmasq 2.90: a small server for DNS and DHCP.
enum Dnsmasq {
  static let programs: [Program] = [Program("dnsmasq", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    let configuration: DnsmasqConfiguration
    do throws(DnsmasqFailure) {
      configuration = try DnsmasqOptions(process.arguments, files: process.node.files).configuration
    } catch {
      if let missing = error.missing { throw missing }
      return die(error, process)
    }
    if configuration.printsVersion {
      process.write(versionText)
      return process.exit(0)
    }
    if configuration.onlyTests {
      process.writeError("dnsmasq: syntax check OK.\n")
      return process.exit(0)
    }
    if configuration.isDebugging || configuration.staysInForeground {
      return run(configuration, process, reportingTo: process)
    }
    let daemon = Program("dnsmasq", running: { run(configuration, $0, reportingTo: process) })
    let child = process.system.start(
      daemon, arguments: process.arguments, on: process.node, namespace: process.namespace,
      environment: process.environment, workingDirectory: "/", input: Pipe(text: ""),
      output: Pipe { _ in nil },
      error: Pipe { _ in nil })
    process.exit(child.exitStatus ?? 0)
  }

  /// `starter` hears why it does not start: the daemon itself has no terminal.
  private static func run(
    _ configuration: DnsmasqConfiguration, _ process: Process, reportingTo starter: Process
  ) {
    let server = DnsmasqServer(configuration, process)
    do throws(DnsmasqFailure) {
      try server.start()
    } catch {
      if let missing = error.missing { return process.fail(missing) }
      starter.writeError("\ndnsmasq: \(error.text)\n")
      process.exit(error.status)
    }
  }

  private static func die(_ failure: DnsmasqFailure, _ process: Process) {
    process.writeError("\ndnsmasq: \(failure.text)\n")
    process.exit(failure.status)
  }

  static let compileTimeOptions =
    "IPv6 GNU-getopt DBus no-UBus i18n IDN2 DHCP DHCPv6 no-Lua TFTP conntrack ipset nftset auth cryptohash "
    + "DNSSEC loop-detect inotify dumpfile"

  private static let versionText = """
    Dnsmasq version \(DnsmasqAnswers.version)  Copyright (c) 2000-2024 Simon Kelley
    Compile time options: \(compileTimeOptions)

    This software comes with ABSOLUTELY NO WARRANTY.
    Dnsmasq is free software, and you are welcome to redistribute it
    under the terms of the GNU General Public License, version 2 or 3.

    """
}
