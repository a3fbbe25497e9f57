import Packets
import Simulation

/// A packet at a hook, as the rules of one table see it. What every rule compares is kept apart, so that a long
/// list of rules is walked without touching the packet.
struct HookContext {
  unowned(unsafe) let namespace: NetworkNamespace
  let hook: Hook
  let buffer: SocketBuffer
  let input: NetworkDevice?
  let output: NetworkDevice?
  let isRecording: Bool
  let source: IPv4Address
  let destination: IPv4Address
  let proto: IPProtocol
  let isLaterFragment: Bool

  init(
    _ namespace: NetworkNamespace, _ hook: Hook, _ buffer: SocketBuffer, input: NetworkDevice?,
    output: NetworkDevice?
  ) {
    self.namespace = namespace
    self.hook = hook
    self.buffer = buffer
    self.input = input
    self.output = output
    isRecording = namespace.isTracing
    source = buffer.ip.source
    destination = buffer.ip.destination
    proto = buffer.ip.proto
    isLaterFragment = buffer.ip.fragmentOffset != 0
  }

  /// The packet as it is now, after an earlier table may have rewritten it.
  var refreshed: HookContext { HookContext(namespace, hook, buffer, input: input, output: output) }

  var now: Nanoseconds { namespace.clock.now }
}
