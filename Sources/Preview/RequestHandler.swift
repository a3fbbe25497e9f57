import Foundation
import NIOCore
import NIOHTTP1

/// One connection: reads requests, writes what the responder answers.
final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let responder: SiteResponder
  private let hub: EventHub
  private var head: HTTPRequestHead?

  init(responder: SiteResponder, hub: EventHub) {
    self.responder = responder
    self.hub = hub
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    // Nothing that is answered has a body.
    case .body: break
    case .end:
      guard let head else { return }
      self.head = nil
      answer(head, context)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    hub.remove(context.channel)
    context.fireChannelInactive()
  }

  /// A browser that goes away in the middle is no fault of ours.
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let request = SiteRequest(
      method: head.method.rawValue, target: head.uri, host: head.headers.first(name: "host"),
      ifNoneMatch: head.headers.first(name: "if-none-match"))
    switch responder.answer(request) {
    case .response(let response): write(response, to: head, context)
    case .events: beginEvents(head, context)
    }
  }

  private func write(_ response: SiteResponse, to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
    if response.status != 304 { headers.add(name: "content-length", value: String(response.body.count)) }
    if !head.isKeepAlive { headers.add(name: "connection", value: "close") }
    let status = HTTPResponseStatus(statusCode: response.status)
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: status, headers: headers))),
      promise: nil)
    if head.method != .HEAD, !response.body.isEmpty {
      let buffer = context.channel.allocator.buffer(bytes: response.body)
      context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    if !head.isKeepAlive { context.close(promise: nil) }
  }

  private func beginEvents(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let headers = HTTPHeaders([
      ("content-type", "text/event-stream"), ("cache-control", "no-store"),
      ("x-content-type-options", "nosniff"),
    ])
    context.writeAndFlush(
      wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .ok, headers: headers))),
      promise: nil)
    hub.add(context.channel)
  }
}
