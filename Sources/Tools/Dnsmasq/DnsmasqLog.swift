import Simulation

/// Where dnsmasq's lines go: to standard error, to a file, or to the system's log, which nobody reads here.
final class DnsmasqLog {
  private let configuration: DnsmasqConfiguration
  private let process: Process
  private var file: Pipe?

  init(_ configuration: DnsmasqConfiguration, _ process: Process) {
    self.configuration = configuration
    self.process = process
  }

  /// Opens the file that `--log-facility` names.
  func open() throws(DnsmasqFailure) {
    guard let path = configuration.logFile, path != "-", !configuration.isDebugging else { return }
    do throws(OpenFailure) {
      file = try process.node.files.openForWriting(path, appending: true)
    } catch {
      throw DnsmasqFailure("cannot open log \(path): \(error.text)", status: 3)
    }
  }

  /// A line of the server (`part` is empty) or of its DHCP part (`-dhcp`).
  func write(_ text: String, part: String = "") {
    if configuration.isDebugging { return process.writeError("dnsmasq\(part): \(text)\n") }
    let line = "dnsmasq\(part)[\(process.identifier)]: \(text)\n"
    if let file {
      let time = CalendarTime(process.clock.now).formatted("%b %e %T") ?? ""
      file.write("\(time) \(line)")
    } else if configuration.logFile == "-" {
      process.writeError(line)
    }
  }
}
