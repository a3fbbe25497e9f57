import Foundation
import Synchronization

/// A site that is served while it is written: built, watched, built again, and reloaded where it is looked at.
package final class Preview: Sendable {
  /// What a build came to.
  package struct Outcome: Sendable {
    package var problems: [PreviewProblem]
    /// The site is another one than before.
    package var isPublished: Bool

    package init(problems: [PreviewProblem], isPublished: Bool) {
      (self.problems, self.isPublished) = (problems, isPublished)
    }
  }

  /// Why there is a build.
  package enum Cause: Hashable, Sendable {
    case start
    /// These files changed, or went, or came.
    case files([String])
    /// Something changed.
    case unknown
  }

  /// What pages are told.
  private struct State: Encodable {
    var build: String
    var problems: [PreviewProblem] = []
  }

  private let epoch: String
  private let build: @Sendable (Cause) -> Outcome
  private let hub = EventHub()
  private let state: Mutex<(count: Int, told: State)>
  /// One build at a time.
  private let building = NSLock()
  private let running = Mutex<(server: PreviewServer?, watcher: FolderWatcher?)>((nil, nil))

  /// - Parameters:
  ///   - epoch: Tells this run from others: a page that an earlier one served is reloaded.
  ///   - build: Makes the site. It is called again for every change, never twice at a time.
  package init(epoch: String, build: @escaping @Sendable (Cause) -> Outcome) {
    self.epoch = epoch
    self.build = build
    state = Mutex((0, State(build: epoch + ".0")))
  }

  /// Listens, and only then builds for the first time, so that a port that is taken costs no time.
  ///
  /// - Returns: The port that it listens on.
  package func start(site: String, host: String, port: Int, watching folders: [String]) throws -> Int {
    let responder = SiteResponder(
      files: SiteFiles(folder: site), hosts: Self.names(of: host),
      build: { [self] in state.withLock { $0.told.build } })
    let server = try PreviewServer(host: host, port: port, responder: responder, hub: hub)
    running.withLock { $0.server = server }
    // What changes while the first build is under way must not be missed.
    let watcher = try FolderWatcher(folders: folders) { [self] change in
      switch change {
      case .files(let paths): rebuild(.files(paths))
      case .unknown: rebuild(.unknown)
      }
    }
    running.withLock { $0.watcher = watcher }
    rebuild(.start)
    return server.port
  }

  package func stop() {
    let (server, watcher) = running.withLock { running in
      defer { running = (nil, nil) }
      return running
    }
    watcher?.stop()
    server?.stop()
  }

  /// How many pages wait for news.
  var listenerCount: Int { hub.listenerCount }

  private func rebuild(_ cause: Cause) {
    building.lock()
    defer { building.unlock() }
    let outcome = build(cause)
    let message = state.withLock { state in
      if outcome.isPublished { state.count += 1 }
      state.told = State(build: "\(epoch).\(state.count)", problems: outcome.problems)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return (try? encoder.encode(state.told)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
    hub.send(message)
  }

  /// On loopback a request must name this machine as such; elsewhere any name may be meant for it.
  private static func names(of host: String) -> Set<String>? {
    let isLoopback = host == "localhost" || host == "::1" || host.hasPrefix("127.")
    guard isLoopback else { return nil }
    return ["localhost", "127.0.0.1", "[::1]", host]
  }
}
