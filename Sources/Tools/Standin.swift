// Delete what you replace with the real thing (shell: run/interrupt; sockets: Serve.start).
import Linux

extension ShellSession {
  package func run(line: String, on node: Node, output: Pipe, completion: @escaping (Int) -> Void) {}
  package func interrupt() {}
}
package enum Serve {
  package static func start(on node: Node, port: UInt16, isUDP: Bool, text: String) -> Bool { true }
}
