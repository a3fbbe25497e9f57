import Linux
import Packets
import Simulation

/// busybox's telnet (networking/telnet.c): whether a port answers is all that it is asked for here.
enum BusyboxTelnet {
  static let program = Program(
    "telnet",
    running: { (process: Process) throws(Unsimulated) in
      let words = process.arguments
      guard (1...2).contains(words.count), words.allSatisfy({ !$0.hasPrefix("-") }),
        let port = UInt16(words.count > 1 ? words[1] : "23")
      else { throw Unsimulated("busybox's telnet \(words.joined(separator: " "))") }
      Resolver.resolve(words[0], for: process) { result in
        guard case .success(let addresses) = result, let address = addresses.first else {
          process.writeError("telnet: bad address '\(words[0])'\n")
          return process.exit(1)
        }
        connect(process, address, port)
      }
    })

  private static func connect(_ process: Process, _ address: IPv4Address, _ port: UInt16) {
    let socket = process.makeTCPSocket()
    func failed(_ error: KernelError) {
      process.writeError("telnet: can't connect to remote host (\(address)): \(error.text)\n")
      process.exit(1)
    }
    socket.onError = { failed($0) }
    socket.onConnected = { process.fail(Unsimulated("a conversation by busybox's telnet")) }
    do throws(KernelError) { try socket.connect(to: address, port: port) } catch { failed(error) }
  }
}
