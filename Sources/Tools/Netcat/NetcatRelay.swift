import Linux
import Packets
import Simulation

/// A connection as netcat sees it: bytes there and back.
class NetcatChannel {
  var onReceive: ((Bytes) -> Void)?
  /// The other side has ended, or the connection has failed.
  var onEnd: (() -> Void)?

  func open() {}
  func send(_ bytes: Bytes) {}
  func shutdown() {}
  func close() {}
}

final class TCPChannel: NetcatChannel {
  private let socket: TCPSocket

  init(_ socket: TCPSocket) { self.socket = socket }

  override func open() {
    socket.onError = { [self] _ in onEnd?() }
    socket.onReceive = { [self] in onReceive?($0) }
    socket.onEnd = { [self] in onEnd?() }
  }
  override func send(_ bytes: Bytes) { socket.send(bytes) }
  override func shutdown() { socket.shutdown() }
  override func close() { socket.close() }
}

final class UDPChannel: NetcatChannel {
  private let socket: UDPSocket

  init(_ socket: UDPSocket) { self.socket = socket }

  override func open() {
    socket.onError = { [self] _ in onEnd?() }
    socket.onReceive = { [self] in onReceive?($0.payload) }
  }
  override func send(_ bytes: Bytes) { socket.send(bytes) }
  override func close() { socket.close() }
}

/// Standard input to the network and the network to standard output, until both are done (readwrite).
final class NetcatRelay {
  private let process: Process
  private let options: NetcatOptions
  private let channel: NetcatChannel
  private var completion: (() -> Void)?
  private var inputIsOver = false
  private var networkIsOver = false
  private var idleTimer: Timer?

  /// What is read at once.
  private static let blockSize = 16384

  init(_ process: Process, _ options: NetcatOptions, _ channel: NetcatChannel) {
    self.process = process
    self.options = options
    self.channel = channel
  }

  func run(_ completion: @escaping () -> Void) {
    self.completion = completion
    restartIdleTimer()
    channel.onReceive = { [self] in received($0) }
    channel.onEnd = { [self] in networkEnded() }
    if options.ignoresInput {
      inputIsOver = true
    } else {
      process.input.onReadable = { [self] in readInput() }
    }
    if self.completion != nil { channel.open() }
  }

  func received(_ bytes: Bytes) {
    guard completion != nil else { return }
    restartIdleTimer()
    process.output.write(Array(bytes))
  }

  private func readInput() {
    guard completion != nil, !inputIsOver else { return }
    let bytes = process.input.read()
    if !bytes.isEmpty { restartIdleTimer() }
    var rest = bytes[...]
    while !rest.isEmpty {
      channel.send(rest.prefix(Self.blockSize))
      rest = rest.dropFirst(Self.blockSize)
    }
    if process.input.isDrained { inputEnded() }
  }

  private func inputEnded() {
    inputIsOver = true
    if options.shutsDown { channel.shutdown() }
    if let delay = options.quitDelay {
      process.after(delay) { [self] in if completion != nil { process.exit(0) } }
    }
    finishIfDone()
  }

  private func networkEnded() {
    networkIsOver = true
    finishIfDone()
  }

  private func finishIfDone() {
    if networkIsOver, inputIsOver || options.listens { finish() }
  }

  /// `-w`: nothing has happened for so long.
  private func restartIdleTimer() {
    guard let span = options.timeout else { return }
    idleTimer?.cancel()
    idleTimer = process.after(span) { [self] in finish() }
  }

  private func finish() {
    let completion = self.completion
    self.completion = nil
    idleTimer?.cancel()
    process.input.onReadable = nil
    channel.close()
    channel.onReceive = nil
    channel.onEnd = nil
    completion?()
  }
}
