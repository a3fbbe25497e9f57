import Linux
import Packets
import Simulation

/// arping of iputils 20221126.
enum Arping {
  static let programs = [Program("arping", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    let options: ArpingOptions
    do throws(ArpingOptions.Problem) {
      options = try ArpingOptions(process.arguments)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .version:
        process.write(ArpingOptions.version)
        process.exit(0)
      case .message(let text, let status):
        process.writeError(text)
        process.exit(status)
      }
      return
    }
    Resolver.resolve(options.target, for: process) { result in
      switch result {
      case .failure(let error): complain(process, "arping: \(options.target): \(error.text)")
      case .success(let addresses): begin(process, options, addresses[0])
      }
    }
  }

  private static func complain(_ process: Process, _ text: String) {
    process.writeError(text + "\n")
    process.exit(2)
  }

  private static func begin(_ process: Process, _ options: ArpingOptions, _ target: IPv4Address) {
    guard let device = device(process.namespace, options.device) else {
      return complain(
        process,
        options.device.map { "arping: Device \($0) not available." }
          ?? "arping: No suitable device could be determined, please, use option -I.")
    }
    guard device.isAdministrativelyUp else {
      return complain(process, "arping: Interface \"\(device.name)\" is down")
    }
    guard device.isARPEnabled, !device.isLoopback else {
      return complain(process, "Interface \"\(device.name)\" is not ARPable")
    }
    let source: IPv4Address
    if let given = options.source {
      guard let address = IPv4Address(given) else {
        return complain(process, "arping: invalid source \(given)")
      }
      guard options.announces || options.detectsDuplicates || process.namespace.isLocal(address) else {
        return complain(process, "arping: bind: Cannot assign requested address")
      }
      source = address
    } else if options.detectsDuplicates {
      source = .any
    } else if options.announces {
      source = target
    } else {
      source = process.namespace.selectAddress(on: device, to: target) ?? .any
    }
    ArpingSession(process, options, device, source: source, target: target).begin()
  }

  /// The named one, else the first that arping could use (arping.c, find_device_by_ifaddrs).
  private static func device(_ namespace: NetworkNamespace, _ name: String?) -> NetworkDevice? {
    if let name { return namespace.device(named: name) }
    return namespace.devices.first { $0.isAdministrativelyUp && $0.isARPEnabled && !$0.isLoopback }
  }
}

/// One run: a question a second, and what comes back.
private final class ArpingSession {
  private let process: Process
  private let options: ArpingOptions
  private let device: NetworkDevice
  private let source: IPv4Address
  private let target: IPv4Address
  private var sent = 0
  private var broadcasts = 0
  private var received = 0
  private var lastSent = Nanoseconds.zero
  /// Who has answered: the next questions go there only.
  private var answerer: MACAddress?
  private var capture: PacketCapture?

  init(
    _ process: Process, _ options: ArpingOptions, _ device: NetworkDevice, source: IPv4Address,
    target: IPv4Address
  ) {
    self.process = process
    self.options = options
    self.device = device
    self.source = source
    self.target = target
  }

  func begin() {
    if !options.isQuiet { process.write("ARPING \(target) from \(source) \(device.name)\n") }
    let capture = PacketCapture { [self] buffer, _, direction in
      if direction != .outgoing { see(buffer) }
    }
    self.capture = capture
    device.attach(capture)
    process.atExit { [self] in
      device.detach(capture)
      self.capture = nil
    }
    process.onSignal = { [self] signal in
      guard signal == .interrupt else { return false }
      finish()
      return true
    }
    ask()
    // A question that falls on the deadline is still asked.
    if let deadline = options.deadline {
      process.after(deadline + Nanoseconds.microseconds(1)) { [self] in finish() }
    }
  }

  private func ask() {
    if let count = options.count, sent >= count { return finish() }
    let hardware = answerer ?? .broadcast
    let packet = ARPPacket(
      options.announcesByReply ? .reply : .request, senderHardware: device.hardware, sender: source,
      targetHardware: options.announcesByReply ? device.hardware : hardware, target: target)
    lastSent = process.clock.now
    process.namespace.send(packet, on: device, to: hardware)
    sent += 1
    if hardware.isBroadcast { broadcasts += 1 }
    process.after(options.interval) { [self] in ask() }
  }

  private func see(_ buffer: SocketBuffer) {
    guard let packet = buffer.arp, process.isRunning, !options.announces else { return }
    guard packet.sender == target else { return }
    if options.detectsDuplicates {
      guard packet.senderHardware != device.hardware else { return }
    } else {
      guard packet.operation == .reply, packet.target == source,
        packet.targetHardware == device.hardware
      else { return }
    }
    if !options.isQuiet {
      let kind = buffer.destinationHardware == device.hardware ? "Unicast" : "Broadcast"
      let word = packet.operation == .reply ? "reply" : "request"
      let span = process.clock.now - lastSent
      process.write(
        "\(kind) \(word) from \(packet.sender) [\(packet.senderHardware.upperCased)]  "
          + "\(span.milliseconds).\(threeDigits(span.microseconds % 1000))ms\n")
    }
    received += 1
    if options.quitsOnReply { return finish() }
    if !options.broadcastsOnly { answerer = packet.senderHardware }
  }

  private func threeDigits(_ number: Int) -> String { String(String(1000 + number).dropFirst()) }

  private func finish() {
    guard process.isRunning else { return }
    if !options.isQuiet {
      process.write("Sent \(sent) probes (\(broadcasts) broadcast(s))\n")
      process.write("Received \(received) response(s)\n")
    }
    if options.detectsDuplicates { return process.exit(received > 0 ? 1 : 0) }
    process.exit(options.announces || received > 0 ? 0 : 1)
  }
}

extension MACAddress {
  /// With capital letters, as arping prints it.
  fileprivate var upperCased: String { "\(self)".uppercased() }
}
