import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Why the server cannot listen.
package struct ServerProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String
}

/// An HTTP server for one site, for the eyes of who writes it.
final class PreviewServer: Sendable {
  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel

  /// The port that it listens on.
  var port: Int { channel.localAddress?.port ?? 0 }

  /// Listens at once. Port 0 is any that is free.
  init(host: String, port: Int, responder: SiteResponder, hub: EventHub) throws(ServerProblem) {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(ChannelOptions.backlog, value: 256)
      .childChannelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
          try pipeline.addHandler(RequestHandler(responder: responder, hub: hub))
        }
      }
    do {
      channel = try bootstrap.bind(host: host, port: port).wait()
    } catch {
      let problem = Self.problem(error, host: host, port: port, group: group)
      try? group.syncShutdownGracefully()
      throw problem
    }
    self.group = group
  }

  /// Ends all connections.
  func stop() {
    try? channel.close().wait()
    try? group.syncShutdownGracefully()
  }

  private static func problem(
    _ error: any Error, host: String, port: Int, group: MultiThreadedEventLoopGroup
  ) -> ServerProblem {
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE:
      let free = (port + 1..<min(port + 50, 65_536)).first { isFree($0, host: host, group: group) }
      let help = free.map { "; --port \($0) is free" } ?? ""
      return ServerProblem(description: "port \(port) of \(host) is taken by another program" + help)
    case EACCES:
      return ServerProblem(
        description:
          "port \(port) may only be used by the administrator; take one from 1024 on, such as --port 8080")
    case EADDRNOTAVAIL:
      return ServerProblem(description: "\(host) is no address of this machine; --host 127.0.0.1 always is")
    default: return ServerProblem(description: "cannot listen on \(host), port \(port): \(error)")
    }
  }

  private static func isFree(_ port: Int, host: String, group: MultiThreadedEventLoopGroup) -> Bool {
    guard let channel = try? ServerBootstrap(group: group).bind(host: host, port: port).wait() else {
      return false
    }
    try? channel.close().wait()
    return true
  }
}
