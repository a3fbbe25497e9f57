import Linux
import Packets
import Simulation

/// curl 7.88.1, for http.
enum Curl {
  static let programs = [
    Program(
      "curl",
      running: { (process: Process) throws(Unsimulated) in
        do throws(CurlOptions.Problem) {
          CurlRun(process, try CurlOptions(process.arguments)).next()
        } catch {
          switch error {
          case .unsimulated(let missing): throw missing
          case .usage(let text):
            process.writeError(text)
            process.exit(2)
          }
        }
      })
  ]
}

/// One call of curl: its URLs one after the other.
final class CurlRun {
  let process: Process
  let options: CurlOptions
  private var done = 0
  private var lastStatus = 0
  /// Hosts that were looked up; a second look is told.
  var knownHosts: Set<String> = []
  /// The host whose connection curl would use again.
  var keptAuthority: String?
  private var connections = 0

  init(_ process: Process, _ options: CurlOptions) {
    self.process = process
    self.options = options
    for fixed in options.fixedAddresses {
      note("Added \(fixed.host):\(fixed.port):\(fixed.address) to DNS cache")
    }
  }

  func next() {
    guard process.isRunning else { return }
    guard done < options.urls.count else { return process.exit(lastStatus) }
    let text = options.urls[done]
    let output = done < options.outputs.count ? options.outputs[done] : .console
    done += 1
    do throws(CurlURL.Problem) {
      let url = try CurlURL(text)
      CurlTransfer(self, url, output).start()
    } catch {
      switch error {
      case .unsimulated(let missing): process.fail(missing)
      case .failure(let status, let message):
        complain(status, message)
        finished(status)
      }
    }
  }

  func finished(_ status: Int) {
    lastStatus = status
    next()
  }

  func nextConnectionNumber() -> Int {
    defer { connections += 1 }
    return connections
  }

  // MARK: - Texts

  func complain(_ status: Int, _ message: String) {
    guard !options.isSilent || options.showsErrors else { return }
    process.writeError("curl: (\(status)) \(message)\n")
  }

  func note(_ text: String) { if options.isVerbose { process.writeError("* \(text)\n") } }

  /// A line of HTTP. It ends with CR and LF; on a terminal the CR shows nothing, and is left out.
  func write(_ line: String, to pipe: Pipe) { pipe.write(line + (pipe.isTerminal ? "\n" : "\r\n")) }

  func show(_ direction: String, _ line: String) {
    if options.isVerbose { write("\(direction) \(line)", to: process.error) }
  }
}
