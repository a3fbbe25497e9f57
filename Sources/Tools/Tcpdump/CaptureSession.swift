import Linux
import Packets
import Simulation

/// One run of tcpdump: from a network's packets, or a file's, to lines or to a file.
final class CaptureSession {
  private let options: TcpdumpOptions
  private let filter: PacketFilter?
  /// Nil for all interfaces.
  private let device: NetworkDevice?
  private let process: Process
  private let printer: PacketPrinter
  private let names: ReverseNames
  /// Packets that wait to be said while a name is being looked up.
  private var waiting: [(packet: CapturedPacket, linkType: LinkType)] = []
  private var isAsking = false
  /// What comes when all have been said.
  private var whenSaid: (() -> Void)?
  private let file: Pipe?
  private var capture: PacketCapture?
  private var captured = 0
  /// Packets that passed the filter, whether the program has seen them or not.
  private var received = 0
  /// What the kernel has not handed over yet.
  private var block: [CapturedPacket] = []
  private var started = Nanoseconds.zero
  /// What is printed but not written yet: standard output that is no terminal is buffered (setvbuf(3)).
  private var buffered: [UInt8] = []

  init(
    _ options: TcpdumpOptions, filter: PacketFilter?, _ device: NetworkDevice?, _ process: Process
  ) throws(TcpdumpOptions.Failure) {
    self.options = options
    self.filter = filter
    self.device = device
    self.process = process
    let namespace = process.namespace
    names = ReverseNames(process)
    printer = PacketPrinter(options, names: names) {
      namespace.device(index: $0)?.name
    }
    file = try Self.openOutput(options, process)
  }

  private static func openOutput(
    _ options: TcpdumpOptions, _ process: Process
  ) throws(TcpdumpOptions.Failure) -> Pipe? {
    guard let path = options.output else { return nil }
    if path == "-" { return process.output }
    do throws(OpenFailure) {
      let absolute = FileSystem.resolve(path, in: process.workingDirectory)
      return try process.node.files.openForWriting(absolute, appending: false)
    } catch {
      throw .problem("tcpdump: \(path): \(error.text)\n", status: 1)
    }
  }

  static func describe(_ linkType: LinkType) -> String {
    switch linkType {
    case .ethernet: "EN10MB (Ethernet)"
    case .linuxCooked2: "LINUX_SLL2 (Linux cooked v2)"
    }
  }

  private var linkType: LinkType { device == nil ? .linuxCooked2 : .ethernet }

  // MARK: - From the network

  func begin() {
    var head = ""
    if device == nil { head += "tcpdump: data link type LINUX_SLL2\n" }
    if file != nil || options.verbosity > 0 {
      head += "tcpdump: "
    } else {
      head += "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n"
    }
    head += "listening on \(device?.name ?? "any"), link-type \(Self.describe(linkType))"
    head += ", snapshot length \(options.snapshotLength) bytes\n"
    process.writeError(head)
    file?.write(Pcap.header(linkType, snapshotLength: options.snapshotLength))
    started = process.clock.now
    let capture = PacketCapture { self.see($0, $1, $2) }
    self.capture = capture
    if let device { device.attach(capture) } else { process.namespace.attach(capture) }
    process.atExit { self.detach() }
    process.onSignal = { signal in
      guard [.interrupt, .terminate, .hangup].contains(signal) else { return false }
      self.finish(isInterrupted: true)
      return true
    }
  }

  private func detach() {
    guard let capture else { return }
    if let device { device.detach(capture) } else { process.namespace.detach(capture) }
    self.capture = nil
  }

  private func see(_ buffer: SocketBuffer, _ device: NetworkDevice, _ direction: PacketCapture.Direction) {
    // What goes out by `lo` comes in again at once, and is shown then (libpcap, linux_check_direction).
    if device.isLoopback, direction == .outgoing { return }
    switch options.directions {
    case .incoming where direction == .outgoing, .outgoing where direction == .incoming: return
    default: break
    }
    let frame = buffer.frame.encoded()
    let whole = self.device == nil ? Self.cooked(frame, buffer, device, direction) : frame[...]
    let time = CalendarTime.beginning + process.clock.now.count
    hold(CapturedPacket(time: time, bytes: whole), isOutgoing: direction == .outgoing)
  }

  /// The kernel hands captured packets over in blocks, at the latest when the block's timer runs out
  /// (net/packet/af_packet.c, prb_retire_rx_blk_timer_expired).
  private func hold(_ packet: CapturedPacket, isOutgoing: Bool) {
    guard process.isRunning else { return }
    if let filter, !filter.accepts(FilterSubject(packet, linkType, isOutgoing: isOutgoing)) { return }
    received += 1
    if options.isImmediate { return take(packet, linkType) }
    block.append(packet)
    guard block.count == 1 else { return }
    let since = process.clock.now - started - Self.preparation
    let passed = since < .zero ? -1 : since.count / blockTime.count
    process.after(blockTime * Int(passed + 1) - since) { [self] in
      let packets = block
      block = []
      for packet in packets where process.isRunning { take(packet, linkType) }
    }
  }

  /// A tenth of a second for somebody who reads along, else a whole one (tcpdump.c, main).
  private var blockTime: Nanoseconds {
    file == nil && (process.output.isTerminal || options.isLineBuffered) ? .milliseconds(100) : .seconds(1)
  }

  /// From the program's start until its ring of blocks is there.
  private static let preparation = Nanoseconds.milliseconds(30)

  /// The header that a capture on all interfaces has instead of the link's own.
  private static func cooked(
    _ frame: [UInt8], _ buffer: SocketBuffer, _ device: NetworkDevice, _ direction: PacketCapture.Direction
  ) -> Bytes {
    var writer = ByteWriter()
    writer.uint16(buffer.payload.etherType)
    writer.uint16(0)
    writer.uint32(UInt32(device.index))
    writer.uint16(device.isLoopback ? 772 : 1)
    writer.uint8(kind(buffer, device, direction))
    writer.uint8(6)
    writer.address(buffer.sourceHardware)
    writer.uint16(0)
    writer.append(frame.dropFirst(EthernetFrame.headerLength + (buffer.vlan == nil ? 0 : 4)))
    return writer.bytes[...]
  }

  /// packet(7), sll_pkttype.
  private static func kind(
    _ buffer: SocketBuffer, _ device: NetworkDevice, _ direction: PacketCapture.Direction
  ) -> UInt8 {
    if direction == .outgoing { return 4 }
    if buffer.destinationHardware.isBroadcast { return 1 }
    if buffer.destinationHardware.isGroup { return 2 }
    return device.isLoopback || buffer.destinationHardware == device.hardware ? 0 : 3
  }

  // MARK: - From a file

  func replay(_ packets: [CapturedPacket], _ linkType: LinkType) {
    if file != nil { file?.write(Pcap.header(linkType, snapshotLength: options.snapshotLength)) }
    for packet in packets where process.isRunning {
      if let filter, !filter.accepts(FilterSubject(packet, linkType, isOutgoing: nil)) { continue }
      take(packet, linkType)
    }
    if process.isRunning { finishReplay() }
  }

  private func finishReplay() {
    whenAllAreSaid { [self] in
      flush()
      if options.onlyCounts { process.write("\(captured) packet\(captured == 1 ? "" : "s")\n") }
      process.exit(0)
    }
  }

  // MARK: - Packets

  private func take(_ packet: CapturedPacket, _ linkType: LinkType) {
    guard process.isRunning, whenSaid == nil else { return }
    var packet = packet
    if options.input == nil { packet.bytes = packet.bytes.prefix(options.snapshotLength) }
    captured += 1
    if options.onlyCounts {
      // Only the number is printed, at the end.
    } else if let file {
      file.write(Pcap.record(packet))
    } else {
      waiting.append((packet, linkType))
      sayWaiting()
    }
    guard captured == options.count, process.isRunning else { return }
    if options.input == nil { finish() } else { finishReplay() }
  }

  /// Says packet after packet; where a name is missing, it is asked for first, and the packets behind wait.
  private func sayWaiting() {
    while !isAsking, let next = waiting.first, process.isRunning {
      let memory = printer.memory
      let line = printer.line(for: next.packet, next.linkType)
      if let missing = printer.missing { return process.fail(missing) }
      guard printer.unnamed.isEmpty else {
        printer.memory = memory
        isAsking = true
        names.ask(printer.unnamed) { [self] in
          isAsking = false
          sayWaiting()
        }
        return
      }
      waiting.removeFirst()
      write(line)
    }
    if waiting.isEmpty, let last = whenSaid {
      whenSaid = nil
      last()
    }
  }

  private func whenAllAreSaid(_ last: @escaping () -> Void) {
    whenSaid = last
    sayWaiting()
  }

  private func write(_ line: String) {
    buffered += Array(line.utf8)
    if options.isLineBuffered, feedsProgram {
      process.after(.zero) { self.flush() }
    } else if options.isLineBuffered || process.output.isTerminal || buffered.count >= 4096 {
      flush()
    }
  }

  /// Another program reads what is printed: it gets to see it when this one has said what it had to say at once.
  private var feedsProgram: Bool { !process.output.isTerminal && !process.output.isFile }

  private func flush() {
    let bytes = buffered
    buffered = []
    if !bytes.isEmpty { process.write(bytes) }
  }

  private func finish(isInterrupted: Bool = false) {
    guard process.isRunning else { return }
    detach()
    whenAllAreSaid { [self] in
      // A line may have been cut short: it gets its end.
      if isInterrupted, file == nil { buffered.append(UInt8(ascii: "\n")) }
      if !feedsProgram { flush() }
      process.writeError(
        "\(captured) packet\(captured == 1 ? "" : "s") captured\n"
          + "\(received) packet\(received == 1 ? "" : "s") received by filter\n"
          + "0 packets dropped by kernel\n")
      flush()
      process.exit(0)
    }
  }
}
