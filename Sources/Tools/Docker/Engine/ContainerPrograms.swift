/// The programs inside of an image.
enum ContainerPrograms {
  static func install(_ image: ContainerImage, on node: Node) {
    node.hasOnlyOwnPrograms = true
    if image.hasShell {
      Busybox.install(on: node)
    } else if let name = (image.entrypoint ?? image.command)?.first {
      node.programs[name] = service(name, image.services)
    }
  }

  /// The one program of an image that serves: it listens until it is told to stop.
  private static func service(_ name: String, _ services: [ContainerImage.Service]) -> Program {
    let program = Serve.program(
      named: name,
      serving: services.map { Serve.Service(port: $0.port.number, isUDP: $0.port.isUDP, text: $0.text) })
    return Program(
      name,
      running: { (process: Process) throws(Unsimulated) in
        process.onSignal = { signal in
          if signal == .terminate || signal == .interrupt { process.exit(0) }
          return true
        }
        try program.main(process)
      })
  }
}
