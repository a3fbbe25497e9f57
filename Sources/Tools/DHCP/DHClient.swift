import Linux
import Packets
import Simulation

/// dhclient 4.4.3 of ISC, with Debian's dhclient-script.
enum DHClient {
  static let programs: [Program] = [Program("dhclient", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    var options: DHClientOptions
    do throws(DHClientOptions.Failure) {
      options = try DHClientOptions(process.arguments)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .usage: process.writeError(DHClientOptions.usage)
      case .version: process.writeError("isc-dhclient-4.4.3-P1\n")
      }
      return process.exit(0)
    }
    if options.interfaces.isEmpty {
      options.interfaces = process.namespace.devices.filter { !$0.isLoopback }.map { $0.name }
    }
    guard let name = options.interfaces.first, options.interfaces.count == 1 else {
      throw Unsimulated("dhclient on \(options.interfaces.isEmpty ? "no" : "several") interfaces at once")
    }
    let old = olderClient(options, process)
    guard let device = process.namespace.device(named: name) else {
      process.writeError("Cannot find device \"\(name)\"\n")
      return process.exit(1)
    }
    if options.releases, let old {
      old.deliver(.kill)
      process.writeError("Killed old client process\n")
    }
    if options.isVerbose { process.writeError(banner) }
    guard !device.isLoopback else {
      process.writeError(unsupportedDevice(name, isVerbose: options.isVerbose))
      return process.exit(1)
    }
    DHClientSession(options, device, process).begin()
  }

  /// The client whose number the process file has.
  private static func olderClient(_ options: DHClientOptions, _ process: Process) -> Process? {
    guard let path = options.processFile, let text = process.node.files.readText(path),
      let number = text.split(separator: "\n").first.flatMap({ Int($0) })
    else { return nil }
    return process.node.machine.processes.first { $0.identifier == number && $0.name == "dhclient" }
  }

  private static let banner = """
    Internet Systems Consortium DHCP Client 4.4.3-P1
    Copyright 2004-2022 Internet Systems Consortium.
    All rights reserved.
    For info, please visit https://www.isc.org/software/dhcp/


    """

  private static func unsupportedDevice(_ name: String, isVerbose: Bool) -> String {
    """
    Unsupported device type 772 for "\(name)"

    If you think you have received this message due to a bug rather
    than a configuration issue please read the section on submitting
    bugs on either our web page at www.isc.org or in the README file
    before submitting a bug.  These pages explain the proper
    process and the information we find helpful for debugging.

    exiting.

    """
  }
}
