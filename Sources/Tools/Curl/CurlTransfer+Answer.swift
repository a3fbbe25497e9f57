import Linux
import Packets
import Simulation

/// The request, and the answer as it comes in.
extension CurlTransfer {
  func connected(_ socket: TCPSocket, _ address: IPv4Address) {
    isConnected = true
    times.connected = elapsed
    remote = address
    local = (socket.localAddress, socket.localPort)
    let host = detour == nil ? peer.host : "(nil)"
    run.note("Connected to \(host) (\(address)) port \(place.port) (#\(connectionNumber))")
    if url.scheme == "telnet" { return converse(socket) }
    guard url.scheme == "http" else { return process.fail(Unsimulated("\(url.scheme):// in curl")) }
    socket.onReceive = { [self] in received($0) }
    socket.onEnd = { [self] in ended() }
    let request = CurlRequest(options, url, isProxied: proxy != nil)
    if let user = options.user ?? url.user {
      run.note("Server auth using Basic with user '\(user.prefix { $0 != ":" })'")
    }
    for line in request.lines { run.show(">", line) }
    run.show(">", "")
    let bytes = request.bytes
    requestSize += request.headSize
    times.sent = elapsed
    socket.send(Bytes(bytes))
    laterBytes = request.laterBytes
    guard !laterBytes.isEmpty else { return }
    // Who does not answer within a second gets the body all the same (RFC 9110, section 10.1.1).
    timers.append(process.after(.seconds(1)) { [self] in sendBody() })
  }

  /// telnet://: what is typed goes out, what comes in is shown, until the other side closes.
  func converse(_ socket: TCPSocket) {
    socket.onReceive = { [self] bytes in
      if let sink { run.put(Array(bytes), into: sink) }
    }
    socket.onEnd = { [self] in finish(0, isKept: false) }
    guard !process.input.isTerminal else { return }
    process.readInput { [self] bytes in
      if let bytes, !isOver { socket.send(Bytes(bytes)) }
    }
  }

  func sendBody() {
    guard !isOver, !response.headIsDone, !laterBytes.isEmpty else { return }
    run.note("Done waiting for 100-continue")
    socket?.send(Bytes(laterBytes))
    laterBytes = []
  }

  func received(_ bytes: Bytes) {
    guard !isOver else { return }
    if times.firstByte == nil { times.firstByte = elapsed }
    for event in response.receive(bytes) {
      switch event {
      case .notHTTP:
        run.note("Received HTTP/0.9 when not allowed")
        return fail(1, "Received HTTP/0.9 when not allowed", noted: true)
      case .headerLine(let line): headerLine(line)
      case .body(let data): body(data)
      }
      if isOver { return }
    }
    // The program wakes up a moment later than the kernel; by then the other side may have closed.
    if response.isComplete { process.after(Self.wakeUp) { [self] in complete() } }
  }

  private static let wakeUp = Nanoseconds.microseconds(600)

  func headerLine(_ line: String) {
    if line.hasPrefix("HTTP/1.0 ") { run.note("HTTP 1.0, assume close after body") }
    if line.isEmpty { headIsDone() }
    guard !isOver else { return }
    run.show("<", line)
    if let headerSink { run.put(line, into: headerSink) }
    if options.isHead || options.includesHeaders, let sink { run.put(line, into: sink) }
    if line.isEmpty, discardsBody { run.note("Ignoring the response-body") }
  }

  func headIsDone() {
    if response.isChunked { return process.fail(Unsimulated("chunked answers in curl")) }
    if let most = options.largestBody, let length = response.contentLength, length > most {
      run.note("Maximum file size exceeded")
      return fail(63, "Maximum file size exceeded", noted: true)
    }
    if options.failsOnError, !options.keepsBodyOnError, response.status >= 400 {
      let message = "The requested URL returned error: \(response.status)"
      run.note(message)
      return fail(22, message, noted: true)
    }
    if response.contentLength == nil, !response.hasNoBody, response.version == "1.1" {
      run.note("no chunk, no close, no size. Assume close to signal end")
    }
    discardsBody = redirectTarget != nil && !response.isComplete
  }

  func body(_ data: [UInt8]) {
    guard redirectTarget == nil else { return }
    if options.isVerbose, sink?.isTerminal == false { process.writeError("{ [\(data.count) bytes data]\n") }
    if let sink { run.put(data, into: sink) }
  }

  func ended() {
    guard !isOver else { return }
    if response.isComplete { return complete() }
    guard requestWasAnswered else {
      run.note("Empty reply from server")
      return fail(52, "Empty reply from server", noted: true)
    }
    if let length = response.contentLength, response.headIsDone, !response.hasNoBody {
      let message = "transfer closed with \(length - response.bodySize) bytes remaining to read"
      run.note(message)
      return fail(18, message, noted: true)
    }
    complete()
  }

  var requestWasAnswered: Bool { response.headSize > 0 }

  func broken(_ error: KernelError) {
    guard !isOver else { return }
    if response.isComplete { return complete() }
    let message = "Recv failure: \(error.text)"
    run.note(message)
    fail(56, message, noted: true)
  }

  func timedOut() {
    guard !isOver else { return }
    let span = elapsed.milliseconds
    guard isConnected else {
      let message =
        times.named == nil
        ? "Resolving timed out after \(span) milliseconds" : "Connection timed out after \(span) milliseconds"
      run.note(message)
      return fail(28, message, noted: true)
    }
    if url.scheme == "telnet" {
      run.note("Time-out")
      return fail(28, "Time-out", noted: true)
    }
    let received = response.contentLength.map { "\(response.bodySize) out of \($0) bytes received" }
    let message =
      "Operation timed out after \(span) milliseconds with \(received ?? "\(response.bodySize) bytes received")"
    run.note(message)
    fail(28, message, noted: true)
  }
}
