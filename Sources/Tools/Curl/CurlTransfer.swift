import Linux
import Packets
import Simulation

/// One URL: the name, the connection, the request, the answer, and what is said about them.
final class CurlTransfer {
  let run: CurlRun
  var url: CurlURL
  private let output: CurlOptions.Output
  private(set) var sink: Pipe?
  /// `-D`.
  private var headerSink: Pipe?
  /// The proxy that the request goes to, in place of the server.
  private var proxy: CurlURL?
  private var laterBytes: [UInt8] = []
  let started: Nanoseconds
  var response: CurlResponse
  private var socket: TCPSocket?
  private var addresses: [IPv4Address] = []
  private(set) var connectionNumber = 0
  private(set) var times = CurlTimes()
  private(set) var remote: IPv4Address?
  private(set) var local: (address: IPv4Address, port: UInt16)?
  private(set) var requestSize = 0
  private(set) var redirects = 0
  private(set) var errorMessage = ""
  private(set) var exitStatus = 0
  private var isConnected = false
  private var isOver = false
  private var timers: [Timer] = []
  private var discardsBody = false

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

  // MARK: - Proxy

  /// Where the connection goes: the proxy, or the server itself.
  private var peer: CurlURL { proxy ?? url }

  /// `-x`, or the environment's `http_proxy`. False when it cannot be used.
  private func chooseProxy() -> Bool {
    let environment = process.environment
    let text =
      options.proxy ?? environment[url.scheme == "https" ? "https_proxy" : "http_proxy"]
      ?? environment["all_proxy"] ?? ""
    guard !text.isEmpty, !isDirect else { return true }
    do throws(CurlURL.Problem) {
      var chosen = try CurlURL(text)
      guard chosen.scheme == "http", url.scheme == "http" else {
        process.fail(Unsimulated("curl's \(url.scheme) through the proxy \(text)"))
        return false
      }
      chosen.port = chosen.writtenPort ?? 1080
      proxy = chosen
      return true
    } catch {
      run.complain(5, "Unsupported proxy syntax in '\(text)'")
      run.finished(5)
      return false
    }
  }

  private var isDirect: Bool {
    let list = options.withoutProxy ?? process.environment["no_proxy"] ?? process.environment["NO_PROXY"]
    guard let list else { return false }
    return list.split { $0 == "," || $0 == " " }.contains { part in
      part == "*" || url.host == part || url.host.hasSuffix((part.hasPrefix(".") ? "" : ".") + part)
    }
  }

  // MARK: - Output

  private func openHeaderOutput() -> Bool {
    switch options.headerOutput {
    case nil, .remoteName: return true
    case .console: headerSink = process.output
    case .file(let name):
      let path = FileSystem.resolve(name, in: process.workingDirectory)
      headerSink = try? process.node.files.openForWriting(path, appending: false)
      guard headerSink != nil else {
        run.complain(23, "Failed writing received data to disk/application")
        run.finished(23)
        return false
      }
    }
    return true
  }

  private func openOutput() -> Bool {
    switch output {
    case .console: sink = process.output
    case .file(let name): return open(name)
    case .remoteName:
      guard !url.remoteName.isEmpty else {
        if !options.isSilent || options.showsErrors {
          process.writeError("curl: Remote file name has no length!\n")
        }
        run.complain(23, "Failed writing received data to disk/application")
        run.finished(23)
        return false
      }
      return open(url.remoteName)
    }
    return true
  }

  /// The file that the answer goes to, as `%{filename_effective}` tells.
  var fileName: String {
    switch output {
    case .console: ""
    case .file(let name): name
    case .remoteName: url.remoteName
    }
  }

  private func open(_ name: String) -> Bool {
    do throws(OpenFailure) {
      sink = try process.node.files.openForWriting(
        FileSystem.resolve(name, in: process.workingDirectory), appending: false)
      return true
    } catch {
      if case .notSimulated(let missing) = error {
        process.fail(missing)
        return false
      }
      process.writeError("Warning: Failed to open the file \(name): \(error.text)\n")
      run.complain(23, "Failure writing output to destination")
      run.finished(23)
      return false
    }
  }

  private var showsProgress: Bool { options.showsProgress && !(sink?.isTerminal ?? true) }

  private func startProgress() {
    guard showsProgress else { return }
    process.writeError(CurlProgress.heading)
    updateProgress()
    tickProgress()
  }

  private func tickProgress() {
    timers.append(
      process.after(.seconds(1)) { [self] in
        guard !isOver else { return }
        updateProgress()
        tickProgress()
      })
  }

  private func updateProgress() {
    process.writeError(
      CurlProgress.line(received: response.bodySize, total: response.contentLength, elapsed: elapsed))
  }

  // MARK: - Name and connection

  private func resolve() {
    if url.scheme == "file" { return process.fail(Unsimulated("file:// in curl")) }
    if options.onlyIPv6 {
      connectionNumber = run.nextConnectionNumber()
      return fail(7, "Couldn't connect to server", noted: true)
    }
    if let detour { return look(up: detour.host, port: detour.port) }
    if let fixed = options.fixedAddresses.first(where: {
      $0.host == url.host.lowercased() && $0.port == url.port
    }) {
      run.note("Hostname \(url.host) was found in DNS cache")
      return connect([fixed.address])
    }
    if run.keptAuthority == "\(url.host):\(url.port)" {
      return process.fail(Unsimulated("curl's use of one connection for several requests"))
    }
    look(up: peer.host, port: peer.port)
  }

  /// `--connect-to`: the connection goes elsewhere, and the request stays as it is.
  private var detour: (host: String, port: UInt16)? {
    for entry in options.detours
    where (entry.host.isEmpty || entry.host == url.host)
      && (entry.port.isEmpty || entry.port == String(url.port))
    {
      return (entry.toHost.isEmpty ? url.host : entry.toHost, UInt16(entry.toPort) ?? url.port)
    }
    return nil
  }

  private func look(up host: String, port: UInt16) {
    if let detour {
      run.note("Connecting to hostname: \(detour.host)")
      run.note("Connecting to port: \(detour.port)")
    }
    if run.knownHosts.contains("\(host):\(port)") { run.note("Hostname \(host) was found in DNS cache") }
    Resolver.resolve(host, for: process) { [self] result in
      guard !isOver else { return }
      switch result {
      case .success(let addresses):
        run.knownHosts.insert("\(host):\(port)")
        connect(addresses)
      case .failure:
        connectionNumber = run.nextConnectionNumber()
        let message = "Could not resolve \(proxy == nil ? "host" : "proxy"): \(host)"
        run.note(message)
        fail(proxy == nil ? 6 : 5, message, noted: true)
      }
    }
  }

  /// The place that the connection is made to.
  private var place: (host: String, port: UInt16) { detour ?? (peer.host, peer.port) }

  private func connect(_ addresses: [IPv4Address]) {
    times.named = elapsed
    connectionNumber = run.nextConnectionNumber()
    self.addresses = addresses
    if let limit = options.connectTimeout {
      timers.append(
        process.after(limit) { [self] in
          guard !isConnected else { return }
          run.note("ipv4 connect timeout after \(limit.milliseconds)ms, move on!")
          failToConnect(28, "Timeout was reached")
        })
    }
    tryNextAddress()
  }

  private func tryNextAddress() {
    guard !addresses.isEmpty else { return failToConnect(7, "Couldn't connect to server") }
    let address = addresses.removeFirst()
    run.note("  Trying \(address):\(place.port)...")
    let socket = process.makeTCPSocket()
    self.socket = socket
    socket.isNagleOff = true
    guard bind(socket) else { return }
    socket.onConnected = { [self] in connected(socket, address) }
    socket.onError = { [self] error in
      guard !isConnected else { return broken(error) }
      run.note("connect to \(address) port \(place.port) failed: \(error.text)")
      tryNextAddress()
    }
    do throws(KernelError) {
      try socket.connect(to: address, port: place.port)
    } catch {
      run.note("Immediate connect fail for \(address): \(error.text)")
      tryNextAddress()
    }
  }

  private func failToConnect(_ status: Int, _ why: String) {
    let message =
      "Failed to connect to \(place.host) port \(place.port) after \(elapsed.milliseconds) ms: \(why)"
    run.note(message)
    fail(status, message, noted: true)
  }

  /// `--interface` and `--local-port`. False when that failed, and the transfer with it.
  private func bind(_ socket: TCPSocket) -> Bool {
    var address = IPv4Address.any
    if let name = options.interface {
      if let device = process.namespace.device(named: name) {
        socket.device = device
        address = device.addresses.first?.address ?? .any
      } else if let given = IPv4Address(name) {
        run.note("Name '\(name)' family 2 resolved to '\(name)' family 2")
        address = given
      } else {
        run.note("Could not resolve host: \(name)")
        run.note("Couldn't bind to '\(name)'")
        return failToBind("Couldn't bind to '\(name)'")
      }
    }
    guard options.interface != nil || options.localPorts != nil else { return true }
    for port in options.localPorts ?? 0...0 {
      do throws(KernelError) {
        try socket.bind(address, port: port)
        if port != 0 { run.note("Local port: \(port)") }
        return true
      } catch {
        if port < options.localPorts?.upperBound ?? 0 { continue }
        let message = "bind failed with errno \(error.number): \(error.text)"
        run.note(message)
        return failToBind(message)
      }
    }
    return true
  }

  private func failToBind(_ message: String) -> Bool {
    run.note(
      "Failed to connect to \(url.host) port \(url.port) after \(elapsed.milliseconds) ms: "
        + "Failed binding local connection end")
    fail(45, message, noted: true)
    return false
  }

  // MARK: - Request and answer

  private func connected(_ socket: TCPSocket, _ address: IPv4Address) {
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
  private func converse(_ socket: TCPSocket) {
    socket.onReceive = { [self] bytes in
      if let sink { run.put(Array(bytes), into: sink) }
    }
    socket.onEnd = { [self] in finish(0, isKept: false) }
    guard !process.input.isTerminal else { return }
    process.readInput { [self] bytes in
      if let bytes, !isOver { socket.send(Bytes(bytes)) }
    }
  }

  private func sendBody() {
    guard !isOver, !response.headIsDone, !laterBytes.isEmpty else { return }
    run.note("Done waiting for 100-continue")
    socket?.send(Bytes(laterBytes))
    laterBytes = []
  }

  private func received(_ bytes: Bytes) {
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

  private func headerLine(_ line: String) {
    if line.hasPrefix("HTTP/1.0 ") { run.note("HTTP 1.0, assume close after body") }
    if line.isEmpty { headIsDone() }
    guard !isOver else { return }
    run.show("<", line)
    if let headerSink { run.put(line, into: headerSink) }
    if options.isHead || options.includesHeaders, let sink { run.put(line, into: sink) }
    if line.isEmpty, discardsBody { run.note("Ignoring the response-body") }
  }

  private func headIsDone() {
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

  private func body(_ data: [UInt8]) {
    guard redirectTarget == nil else { return }
    if options.isVerbose, sink?.isTerminal == false { process.writeError("{ [\(data.count) bytes data]\n") }
    if let sink { run.put(data, into: sink) }
  }

  private func ended() {
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

  private var requestWasAnswered: Bool { response.headSize > 0 }

  private func broken(_ error: KernelError) {
    guard !isOver else { return }
    if response.isComplete { return complete() }
    let message = "Recv failure: \(error.text)"
    run.note(message)
    fail(56, message, noted: true)
  }

  private func timedOut() {
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

  // MARK: - The end

  private var redirectTarget: String? {
    guard options.followsRedirects, [301, 302, 303, 307, 308].contains(response.status) else { return nil }
    return response.value(of: "location")
  }

  private func complete() {
    guard !isOver else { return }
    let isKept = !response.closesAfterwards
    if options.keepsBodyOnError, response.status >= 400 {
      return fail(22, "The requested URL returned error: \(response.status)", noted: false)
    }
    if let target = redirectTarget { return follow(target, isKept) }
    finish(0, isKept: isKept)
  }

  private func follow(_ target: String, _ isKept: Bool) {
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

  private func closeConnection(_ isKept: Bool) {
    if isKept {
      run.note("Connection #\(connectionNumber) to host \(url.host) left intact")
      run.keptAuthority = "\(url.host):\(url.port)"
    } else {
      run.note("Closing connection \(connectionNumber)")
    }
    socket?.close()
    socket = nil
  }

  private func fail(_ status: Int, _ message: String, noted: Bool) {
    guard !isOver else { return }
    errorMessage = message
    if !noted { run.note(message) }
    finish(status, isKept: false)
  }

  private func finish(_ status: Int, isKept: Bool) {
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
  private func retryReason(_ status: Int) -> String? {
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
