// Delete what you replace with the real thing (sockets: Serve.start).
import Linux

package enum Serve {
  package static func start(on node: Node, port: UInt16, isUDP: Bool, text: String) -> Bool { true }
}

import Packets

package enum Resolver {
  struct Failure: Error { let text: String }
  static func resolve(_ name: String, for process: Process, then: @escaping (Result<[IPv4Address], Failure>) -> Void) {
    if let address = IPv4Address(name) { then(.success([address])) } else { then(.failure(Failure(text: "Name or service not known"))) }
  }
}
