import Linux
import Packets
import Simulation

/// busybox's wget (networking/wget.c), for http.
enum BusyboxWget {
  static let program = Program(
    "wget",
    running: { (process: Process) throws(Unsimulated) in
      BusyboxWgetRun(process, try Options(process.arguments)).next()
    })

  struct Options {
    var isQuiet = false
    var showsResponse = false
    var onlyLooks = false
    /// `-O`; `-` is standard output.
    var fileName: String?
    var directory: String?
    var userAgent = "Wget"
    var headers: [String] = []
    var timeout: Nanoseconds?
    var urls: [String] = []

    private static let long: [String: Character] = [
      "quiet": "q", "server-response": "S", "spider": "s", "output-document": "O", "header": "H",
      "directory-prefix": "P", "user-agent": "U", "timeout": "T", "tries": "t",
    ]

    init(_ arguments: [String]) throws(Unsimulated) {
      var words: [String] = []
      for word in arguments {
        guard word.hasPrefix("--"), word != "--" else {
          words.append(word)
          continue
        }
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let letter = parts.first.flatMap({ Self.long[String($0)] }) else {
          throw Unsimulated("busybox's wget \(word)")
        }
        words.append("-\(letter)" + (parts.count > 1 ? String(parts[1]) : ""))
      }
      var options = GetOpt(words, "qSsO:H:P:U:T:t:")
      while let item = options.next() {
        switch item {
        case .operand(let url): urls.append(url)
        case .option("q", _): isQuiet = true
        case .option("S", _): showsResponse = true
        case .option("s", _): onlyLooks = true
        case .option("O", let value): fileName = value
        case .option("H", let value?): headers.append(value)
        case .option("P", let value): directory = value
        case .option("U", let value?): userAgent = value
        case .option("t", _): break
        case .option("T", let value?):
          guard let seconds = Int(value) else { throw Unsimulated("busybox's wget -T \(value)") }
          timeout = .seconds(seconds)
        default: throw Unsimulated("busybox's wget \(arguments.joined(separator: " "))")
        }
      }
      if urls.isEmpty { throw Unsimulated("the usage text of busybox's wget") }
    }
  }
}

/// One call: its URLs one after the other.
private final class BusyboxWgetRun {
  private let process: Process
  private let options: BusyboxWget.Options
  private var remaining: ArraySlice<String>
  private var url = URL()
  private var response = CurlResponse(isHead: false)
  private var socket: TCPSocket?
  private var sink: Pipe?
  private var fileName = ""
  private var body: [UInt8] = []
  private var timer: Timer?
  private var isOver = false

  /// As written: the host with its port, and the path without its first slash.
  struct URL {
    var host = ""
    var path = ""
    var name: String { host.split(separator: ":").first.map(String.init) ?? "" }
    var port: UInt16? { host.split(separator: ":").count > 1 ? UInt16(host.split(separator: ":")[1]) : 80 }
  }

  init(_ process: Process, _ options: BusyboxWget.Options) {
    self.process = process
    self.options = options
    remaining = options.urls[...]
  }

  func next() {
    guard let text = remaining.popFirst() else { return process.exit(0) }
    do throws(Unsimulated) {
      guard let found = try Self.url(text) else { return die("not an http or ftp url: \(text)") }
      url = found
    } catch {
      return process.fail(error)
    }
    (response, sink, body, isOver) = (CurlResponse(isHead: options.onlyLooks), nil, [], false)
    guard let port = url.port else { return die("bad port '\(url.host.split(separator: ":").last ?? "")'") }
    Resolver.resolve(url.name, for: process) { [self] result in
      guard case .success(let addresses) = result, let address = addresses.first else {
        return die("bad address '\(url.host)'")
      }
      note("Connecting to \(url.host) (\(address):\(port))")
      connect(address, port)
    }
  }

  /// Nil for another protocol.
  private static func url(_ text: String) throws(Unsimulated) -> URL? {
    var rest = Substring(text)
    for scheme in ["https://", "ftp://", "ftps://"] where rest.hasPrefix(scheme) {
      throw Unsimulated("\(scheme) in busybox's wget")
    }
    if rest.hasPrefix("http://") { rest = rest.dropFirst(7) } else if text.holds("://") { return nil }
    let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if host.contains("@") || host.contains("[") { throw Unsimulated("the URL \(text) in busybox's wget") }
    let path = rest.dropFirst(host.count).prefix { $0 != "#" }
    return URL(host: String(host), path: String(path.hasPrefix("/") ? path.dropFirst() : path))
  }

  private func note(_ line: String) {
    if !options.isQuiet { process.writeError(line + "\n") }
  }

  private func die(_ message: String) {
    isOver = true
    process.writeError("wget: \(message)\n")
    process.exit(1)
  }

  private func restartTimer() {
    timer?.cancel()
    guard let timeout = options.timeout else { return }
    timer = process.after(timeout) { [self] in die("download timed out") }
  }

  private func connect(_ address: IPv4Address, _ port: UInt16) {
    let socket = process.makeTCPSocket()
    self.socket = socket
    restartTimer()
    func failed(_ error: KernelError) { die("can't connect to remote host (\(address)): \(error.text)") }
    socket.onConnected = { [self] in ask(socket) }
    socket.onError = { failed($0) }
    do throws(KernelError) {
      try socket.connect(to: address, port: port)
    } catch {
      failed(error)
    }
  }

  private func ask(_ socket: TCPSocket) {
    restartTimer()
    socket.onError = { [self] error in if !isOver { die("error getting response: \(error.text)") } }
    socket.onReceive = { [self] in received($0) }
    socket.onEnd = { [self] in ended() }
    var request = "\(options.onlyLooks ? "HEAD" : "GET") /\(url.path) HTTP/1.1\r\nHost: \(url.host)\r\n"
    request += "User-Agent: \(options.userAgent)\r\nConnection: close\r\n"
    for header in options.headers { request += header + "\r\n" }
    socket.send(Bytes((request + "\r\n").utf8))
  }

  private func received(_ bytes: Bytes) {
    guard !isOver else { return }
    restartTimer()
    for event in response.receive(bytes) {
      switch event {
      case .notHTTP: return process.fail(Unsimulated("an answer other than HTTP in busybox's wget"))
      case .headerLine(let line):
        if options.showsResponse { process.writeError("  \(line)\n") }
        if line.isEmpty { headIsDone(response.statusLine) }
      case .body(let data): body += data
      }
      if isOver { return }
    }
    // The program wakes up a moment later than the kernel; by then the other side may have closed.
    if response.isComplete { process.after(.microseconds(600)) { [self] in finish() } }
  }

  private func headIsDone(_ statusLine: String) {
    switch response.status {
    case 200...203: break
    case 100, 204, 206, 300...399:
      return process.fail(Unsimulated("an answer \(response.status) in busybox's wget"))
    default: return die("server returned error: \(statusLine)")
    }
    if response.isChunked { return process.fail(Unsimulated("chunked answers in busybox's wget")) }
    if options.onlyLooks {
      note("remote file exists")
      return finish()
    }
    openFile()
  }

  private func openFile() {
    let last = url.path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    let directory = options.directory.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    fileName = options.fileName ?? directory + (last.isEmpty ? "index.html" : last)
    guard fileName != "-" else {
      sink = process.output
      return note("writing to stdout")
    }
    let path = FileSystem.resolve(fileName, in: process.workingDirectory)
    if options.fileName == nil, process.node.files.exists(path) {
      return die("can't open '\(fileName)': File exists")
    }
    do throws(OpenFailure) {
      sink = try process.node.openForWriting(path, appending: false)
    } catch {
      if case .notSimulated(let missing) = error { return process.fail(missing) }
      return die("can't open '\(fileName)': \(error.text)")
    }
    note("saving to '\(fileName)'")
  }

  private func ended() {
    guard !isOver else { return }
    guard response.headIsDone else { return die("error getting response") }
    if let length = response.contentLength, response.bodySize < length {
      return die("connection closed prematurely")
    }
    finish()
  }

  private func finish() {
    guard !isOver else { return }
    isOver = true
    timer?.cancel()
    socket?.close()
    if !options.onlyLooks {
      showProgress()
      note(fileName == "-" ? "written to stdout" : "'\(fileName)' saved")
      sink?.write(body)
    }
    next()
  }

  /// The bar as it is when all is there; without a terminal it is drawn once (libbb/progress.c).
  private func showProgress() {
    guard !options.isQuiet else { return }
    let name = fileName.split(separator: "/").last.map(String.init) ?? fileName
    let bar = String(repeating: "*", count: 32)
    process.writeError(
      "\(String(name.prefix(20)).padded(to: 20)) 100% |\(bar)|\(Self.size(body.count)) 0:00:00 ETA\n")
  }

  private static func size(_ count: Int) -> String {
    if count < 100_000 { return String(count).leftPadded(to: 6) + " " }
    return count < 100_000 * 1024
      ? String(count / 1024).leftPadded(to: 6) + "k" : String(count / 1_048_576).leftPadded(to: 6) + "M"
  }
}
