import Linux
import Packets
import Simulation

/// curl 7.88.1, for http; of other protocols only how the connection fails.
enum Curl {
  static let programs = [
    Program(
      "curl",
      running: { (process: Process) throws(Unsimulated) in
        guard CurlFiles.wantsInput(process.arguments) else { return try begin(process, input: []) }
        process.input.onReadable = {
          guard process.input.isEnded else { return }
          process.input.onReadable = nil
          do throws(Unsimulated) {
            try begin(process, input: process.input.read())
          } catch {
            process.fail(error)
          }
        }
      })
  ]

  private static func begin(_ process: Process, input: [UInt8]) throws(Unsimulated) {
    do throws(CurlOptions.Problem) {
      process.holdsOutput = true
      let files = CurlFiles(process, standardInput: input)
      CurlRun(process, try CurlOptions(process.arguments, files)).start()
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .usage(let text):
        process.writeError(text)
        process.exit(2)
      case .failure(let text, let status):
        process.writeError(text)
        process.exit(status)
      case .version:
        process.write(version)
        process.exit(0)
      }
    }
  }

  static let library =
    "libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 "
    + "(+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13"

  private static let version = """
    curl 7.88.1 (x86_64-pc-linux-gnu) \(library)
    Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u15
    Protocols: dict file ftp ftps gopher gophers http https imap imaps ldap ldaps mqtt pop3 pop3s rtmp rtsp \
    scp sftp smb smbs smtp smtps telnet tftp
    Features: alt-svc AsynchDNS brotli GSS-API HSTS HTTP2 HTTPS-proxy IDN IPv6 Kerberos Largefile libz NTLM \
    NTLM_WB PSL SPNEGO SSL threadsafe TLS-SRP UnixSockets zstd

    """
}

/// One call of curl: its URLs one after the other.
final class CurlRun {
  let process: Process
  private(set) var options: CurlOptions
  /// What each `[1-3]` and `{a,b}` stood for, with the place of the `-o` that belongs to it.
  private var targets: [(url: CurlGlob.Target, output: CurlOptions.Output)] = []
  private var attempts = 0
  private var done = 0
  /// Where errors and notes go: standard error, or the file of `--stderr`.
  private(set) var errors: Pipe
  private var lastStatus = 0
  /// Hosts that were looked up; a second look is told.
  var knownHosts: Set<String> = []
  /// The host whose connection curl would use again.
  var keptAuthority: String?
  private var connections = 0

  init(_ process: Process, _ options: CurlOptions) {
    self.process = process
    self.options = options
    errors = process.error
    for fixed in options.fixedAddresses {
      note("Added \(fixed.host):\(fixed.port):\(fixed.address) to DNS cache")
    }
  }

  func start() {
    if let name = options.errorOutput {
      if name == "-" { errors = process.output } else if let file = open(name) { errors = file }
    }
    do throws(CurlURL.Problem) {
      for (place, text) in options.urls.enumerated() {
        let rest: CurlOptions.Output = options.remoteNameForAll ? .remoteName : .console
        let output = place < options.outputs.count ? options.outputs[place] : rest
        let expanded = options.isGlobbing ? try CurlGlob.expand(text) : [CurlGlob.Target(url: text)]
        targets += expanded.map { ($0, $0.output(output)) }
      }
    } catch {
      if case .failure(let status, let message) = error {
        complain(status, message)
        return process.exit(status)
      }
    }
    next()
  }

  private func open(_ name: String) -> Pipe? {
    let path = FileSystem.resolve(name, in: process.workingDirectory)
    return try? process.node.files.openForWriting(path, appending: false)
  }

  func next() {
    guard process.isRunning else { return }
    guard done < targets.count else { return process.exit(lastStatus) }
    let (target, output) = targets[done]
    done += 1
    begin(target.url, output)
  }

  private func begin(_ text: String, _ output: CurlOptions.Output) {
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

  func finished(_ status: Int, problem: String? = nil) {
    lastStatus = status
    guard let problem, attempts < options.retries else {
      attempts = 0
      return next()
    }
    // Twice as long each time, from one second, unless the call says how long (tool_operate.c).
    let span = options.retryDelay ?? .seconds(1 << min(attempts, 9))
    let left = options.retries - attempts
    attempts += 1
    warn("Problem : \(problem). Will retry in \(span.seconds) seconds. \(left) retries left.")
    process.after(span) { [self] in
      done -= 1
      next()
    }
  }

  /// A warning, broken into lines as the terminal is wide (tool_msgs.c).
  func warn(_ text: String) {
    guard !options.isSilent else { return }
    var rest = Substring(text)
    let room = 79 - 9
    while rest.utf8.count > room {
      let end = rest.prefix(room).lastIndex(of: " ") ?? rest.index(rest.startIndex, offsetBy: room)
      errors.write("Warning: \(rest[..<end])\n")
      rest = rest[rest.index(after: end)...]
    }
    errors.write("Warning: \(rest)\n")
  }

  func nextConnectionNumber() -> Int {
    defer { connections += 1 }
    return connections
  }

  // MARK: - Texts

  func complain(_ status: Int, _ message: String) {
    guard !options.isSilent || options.showsErrors else { return }
    errors.write("curl: (\(status)) \(message)\n")
  }

  func note(_ text: String) { if options.isVerbose { errors.write("* \(text)\n") } }

  /// A line of HTTP. It ends with CR and LF; on a terminal the CR shows nothing, and is left out.
  func write(_ line: String, to pipe: Pipe) { pipe.write(line + (pipe.isTerminal ? "\n" : "\r\n")) }

  /// A header's line among the output.
  func put(_ line: String, into pipe: Pipe) {
    put(Array((line + (pipe.isTerminal ? "\n" : "\r\n")).utf8), into: pipe)
  }

  /// Standard output that is no terminal is written when curl ends.
  func put(_ bytes: [UInt8], into pipe: Pipe) {
    if pipe === process.output { process.write(bytes) } else { pipe.write(bytes) }
  }

  func show(_ direction: String, _ line: String) {
    if options.isVerbose { write("\(direction) \(line)", to: errors) }
  }
}
