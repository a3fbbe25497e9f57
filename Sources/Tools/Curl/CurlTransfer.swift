import Linux
import Packets
import Simulation

/// One URL: the name, the connection, the request, the answer, and what is said about them.
final class CurlTransfer {
  let run: CurlRun
  var url: CurlURL
  let output: CurlOptions.Output
  var sink: Pipe?
  /// `-D`.
  var headerSink: Pipe?
  /// The proxy that the request goes to, in place of the server.
  var proxy: CurlURL?
  var laterBytes: [UInt8] = []
  let started: Nanoseconds
  var response: CurlResponse
  var socket: TCPSocket?
  var addresses: [IPv4Address] = []
  var connectionNumber = 0
  var times = CurlTimes()
  var remote: IPv4Address?
  var local: (address: IPv4Address, port: UInt16)?
  var requestSize = 0
  var redirects = 0
  var errorMessage = ""
  var exitStatus = 0
  var isConnected = false
  var isOver = false
  var timers: [Timer] = []
  var discardsBody = false

  init(_ run: CurlRun, _ url: CurlURL, _ output: CurlOptions.Output) {
    self.run = run
    self.url = url
    self.output = output
    started = run.process.clock.now
    response = CurlResponse(isHead: run.options.isHead)
  }

  var options: CurlOptions { run.options }
  var process: Process { run.process }
  var elapsed: Nanoseconds { process.clock.now - started }

  func start() {
    guard chooseProxy(), openOutput(), openHeaderOutput() else { return }
    if let timeout = options.timeout {
      timers.append(process.after(timeout) { [self] in timedOut() })
    }
    startProgress()
    resolve()
  }

  // MARK: - The end

  var redirectTarget: String? {
    guard options.followsRedirects, [301, 302, 303, 307, 308].contains(response.status) else { return nil }
    return response.value(of: "location")
  }

  func complete() {
    guard !isOver else { return }
    let isKept = !response.closesAfterwards
    if options.keepsBodyOnError, response.status >= 400 {
      return fail(22, "The requested URL returned error: \(response.status)", noted: false)
    }
    if let target = redirectTarget { return follow(target, isKept) }
    finish(0, isKept: isKept)
  }

  func follow(_ target: String, _ isKept: Bool) {
    guard redirects < options.mostRedirects else {
      run.note("Maximum (\(options.mostRedirects)) redirects followed")
      return fail(47, "Maximum (\(options.mostRedirects)) redirects followed", noted: true)
    }
    closeConnection(isKept)
    do throws(CurlURL.Problem) {
      url = try url.following(target)
    } catch {
      if case .unsimulated(let missing) = error { return process.fail(missing) }
      return fail(3, "URL using bad/illegal format or missing URL", noted: true)
    }
    run.note("Issue another request to this URL: '\(url.description)'")
    redirects += 1
    response = CurlResponse(isHead: options.isHead)
    (isConnected, discardsBody) = (false, false)
    resolve()
  }

  func closeConnection(_ isKept: Bool) {
    if isKept {
      run.note("Connection #\(connectionNumber) to host \(url.host) left intact")
      run.keptAuthority = "\(url.host):\(url.port)"
    } else {
      run.note("Closing connection \(connectionNumber)")
    }
    socket?.close()
    socket = nil
  }

  func fail(_ status: Int, _ message: String, noted: Bool) {
    guard !isOver else { return }
    errorMessage = message
    if !noted { run.note(message) }
    finish(status, isKept: false)
  }

  func finish(_ status: Int, isKept: Bool) {
    isOver = true
    exitStatus = status
    times.total = elapsed
    for timer in timers { timer.cancel() }
    timers = []
    if showsProgress {
      updateProgress()
      process.writeError("\n")
    }
    closeConnection(isKept)
    if status != 0 { run.complain(status, errorMessage) }
    if let format = options.writeOut { process.write(CurlWriteOut(self).text(format)) }
    run.finished(status, problem: retryReason(status))
  }

  /// Why another attempt may go better (tool_operate.c, post_per_transfer).
  func retryReason(_ status: Int) -> String? {
    if status == 28 { return "timeout" }
    if status == 7, options.retriesRefused { return "connection refused" }
    if status == 0, [408, 429, 500, 502, 503, 504].contains(response.status) { return "HTTP error" }
    if status != 0, options.retriesAll { return "(retrying all errors)" }
    return nil
  }
}

/// Moments of a transfer, since it began.
struct CurlTimes {
  var named: Nanoseconds?
  var connected: Nanoseconds?
  var sent: Nanoseconds?
  var firstByte: Nanoseconds?
  var total = Nanoseconds.zero
}
