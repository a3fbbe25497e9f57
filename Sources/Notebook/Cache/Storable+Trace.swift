import Packets
import Simulation

extension Origin: Storable {
  /// Lines of an included file stay where they are, whatever becomes of the note.
  func store(in writer: inout StoredWriter) {
    writer(file)
    file == nil ? writer.line(line) : writer(line)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    let file: String? = try reader()
    self.init(line: file == nil ? try reader.line() : try reader(), file: file)
  }
}

extension PacketIdentity: Storable {
  func store(in writer: inout StoredWriter) { writer(number) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self.init(try reader()) }
}

extension Hook: Storable {}
extension ConnectionState: Storable {}

extension TraceStep: Storable {
  func store(in writer: inout StoredWriter) {
    writer(time)
    writer(packet)
    writer(cause)
    writer(node)
    writer(event)
    writer(before)
    writer(after)
    writer(state)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      time: try reader(), packet: try reader(), cause: try reader(), node: try reader(), event: try reader(),
      before: try reader(), after: try reader(), state: try reader())
  }
}

extension TraceEvent: Storable {
  func store(in writer: inout StoredWriter) {
    switch self {
    case .created(let by):
      writer.byte(0)
      writer(by)
    case .received(let interface):
      writer.byte(1)
      writer(interface)
    case .transmitted(let interface):
      writer.byte(2)
      writer(interface)
    case .bridged(let bridge, let from, let to, let flooded):
      writer.byte(3)
      writer(bridge)
      writer(from)
      writer(to)
      writer(flooded)
    case .tracked(let isNew, let reply):
      writer.byte(4)
      writer(isNew)
      writer(reply)
    case .entered(let hook, let input, let output):
      writer.byte(5)
      writer(hook)
      writer(input)
      writer(output)
    case .rule(let visit):
      writer.byte(6)
      writer(visit)
    case .policy(let hook, let table, let chain, let verdict):
      writer.byte(7)
      writer(hook)
      writer(table)
      writer(chain)
      writer(verdict)
    case .translated(let translation):
      writer.byte(8)
      writer(translation)
    case .routed(let decision):
      writer.byte(9)
      writer(decision)
    case .resolving(let nextHop, let interface):
      writer.byte(10)
      writer(nextHop)
      writer(interface)
    case .timeToLiveDecremented: writer.byte(11)
    case .fragmented(let count):
      writer.byte(12)
      writer(count)
    case .delivered(let to):
      writer.byte(13)
      writer(to)
    case .dropped(let reason):
      writer.byte(14)
      writer(reason)
    }
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    switch try reader.byte() {
    case 0: self = .created(by: try reader())
    case 1: self = .received(interface: try reader())
    case 2: self = .transmitted(interface: try reader())
    case 3:
      self = .bridged(bridge: try reader(), from: try reader(), to: try reader(), flooded: try reader())
    case 4: self = .tracked(isNew: try reader(), reply: try reader())
    case 5: self = .entered(try reader(), input: try reader(), output: try reader())
    case 6: self = .rule(try reader())
    case 7:
      self = .policy(hook: try reader(), table: try reader(), chain: try reader(), verdict: try reader())
    case 8: self = .translated(try reader())
    case 9: self = .routed(try reader())
    case 10: self = .resolving(nextHop: try reader(), interface: try reader())
    case 11: self = .timeToLiveDecremented
    case 12: self = .fragmented(count: try reader())
    case 13: self = .delivered(to: try reader())
    case 14: self = .dropped(try reader())
    default: throw StoredDamage()
    }
  }
}

extension DropReason: Storable {
  func store(in writer: inout StoredWriter) {
    switch self {
    case .rule(let table, let chain, let number):
      writer.byte(0)
      writer(table)
      writer(chain)
      writer(number)
    case .policy(let table, let chain):
      writer.byte(1)
      writer(table)
      writer(chain)
    case .nat(let why):
      writer.byte(2)
      writer(why)
    case .packetTooBig(let mtu):
      writer.byte(3)
      writer(mtu)
    case .interfaceDown(let name):
      writer.byte(4)
      writer(name)
    case .noCarrier(let name):
      writer.byte(5)
      writer(name)
    case .notForUs(let what):
      writer.byte(6)
      writer(what)
    case .noRoute: writer.byte(7)
    case .blackhole: writer.byte(8)
    case .forwardingOff: writer.byte(9)
    case .reversePathFilter: writer.byte(10)
    case .martianSource: writer.byte(11)
    case .martianDestination: writer.byte(12)
    case .timeToLiveExceeded: writer.byte(13)
    case .otherHost: writer.byte(14)
    case .neighbourFailed: writer.byte(15)
    case .noSocket: writer.byte(16)
    case .lostOnCable: writer.byte(17)
    case .bridgePortSame: writer.byte(18)
    case .vlanFilter: writer.byte(19)
    case .badChecksum: writer.byte(20)
    case .conntrackInvalid: writer.byte(21)
    case .reassemblyTimeout: writer.byte(22)
    case .tableFull: writer.byte(23)
    case .portNotForwarding: writer.byte(24)
    }
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    switch try reader.byte() {
    case 0: self = .rule(table: try reader(), chain: try reader(), number: try reader())
    case 1: self = .policy(table: try reader(), chain: try reader())
    case 2: self = .nat(try reader())
    case 3: self = .packetTooBig(mtu: try reader())
    case 4: self = .interfaceDown(try reader())
    case 5: self = .noCarrier(try reader())
    case 6: self = .notForUs(try reader())
    case 7: self = .noRoute
    case 8: self = .blackhole
    case 9: self = .forwardingOff
    case 10: self = .reversePathFilter
    case 11: self = .martianSource
    case 12: self = .martianDestination
    case 13: self = .timeToLiveExceeded
    case 14: self = .otherHost
    case 15: self = .neighbourFailed
    case 16: self = .noSocket
    case 17: self = .lostOnCable
    case 18: self = .bridgePortSame
    case 19: self = .vlanFilter
    case 20: self = .badChecksum
    case 21: self = .conntrackInvalid
    case 22: self = .reassemblyTimeout
    case 23: self = .tableFull
    case 24: self = .portNotForwarding
    default: throw StoredDamage()
    }
  }
}

extension TranslationFailure: Storable {
  func store(in writer: inout StoredWriter) {
    switch self {
    case .noAddressToMasquerade(let interface):
      writer.byte(0)
      writer(interface)
    case .noAddressToRedirect: writer.byte(1)
    case .redirect: writer.byte(2)
    case .movedInterface: writer.byte(3)
    case .answersTaken: writer.byte(4)
    }
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    switch try reader.byte() {
    case 0: self = .noAddressToMasquerade(interface: try reader())
    case 1: self = .noAddressToRedirect
    case 2: self = .redirect
    case 3: self = .movedInterface
    case 4: self = .answersTaken
    default: throw StoredDamage()
    }
  }
}
