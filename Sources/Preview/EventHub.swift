import NIOCore
import NIOHTTP1
import Synchronization

/// The browsers that listen for what happens, and what a new one is told at once.
final class EventHub: Sendable {
  private struct State {
    var listeners: [ObjectIdentifier: any Channel] = [:]
    var last: String?
  }

  private let state = Mutex(State())

  var listenerCount: Int { state.withLock { $0.listeners.count } }

  /// Tells everybody; `data` is one line.
  func send(_ data: String) {
    let listeners = state.withLock { state in
      state.last = data
      return Array(state.listeners.values)
    }
    for channel in listeners { Self.write(data, to: channel) }
  }

  func add(_ channel: any Channel) {
    let last = state.withLock { state in
      state.listeners[ObjectIdentifier(channel)] = channel
      return state.last
    }
    if let last { Self.write(last, to: channel) }
  }

  func remove(_ channel: any Channel) {
    state.withLock { $0.listeners[ObjectIdentifier(channel)] = nil }
  }

  /// One event of the stream (HTML Standard, section 9.2).
  private static func write(_ data: String, to channel: any Channel) {
    channel.eventLoop.execute {
      let buffer = channel.allocator.buffer(string: "data: \(data)\n\n")
      let part = HTTPServerResponsePart.body(.byteBuffer(buffer))
      channel.pipeline.syncOperations.writeAndFlush(NIOAny(part), promise: nil)
    }
  }
}
