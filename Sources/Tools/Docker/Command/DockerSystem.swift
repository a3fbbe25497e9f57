import Linux
import Simulation

/// `docker version` and `docker info`.
enum DockerSystem {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "version", "[OPTIONS]", "Show the Docker version information", flags: "format/f= ~kubeconfig=",
      arguments: 0...0,
      run: version),
    DockerSubcommand(
      "info", "[OPTIONS]", "Display system-wide information", flags: "~format/f=", arguments: 0...0,
      run: information),
  ]

  private static func version(_ call: DockerCall) throws(Unsimulated) {
    guard call.engine.release == .default else {
      throw Unsimulated("docker version of Engine \(call.engine.version ?? "")")
    }
    if let format = call.flags.text("format") {
      let number = GoValue.string("20.10.24+dfsg1")
      let value = GoValue.object(
        GoObject(map: [
          ("Client", .object(GoObject(map: [("Version", number), ("ApiVersion", .string("1.41"))]))),
          ("Server", .object(GoObject(map: [("Version", number), ("ApiVersion", .string("1.41"))]))),
        ]))
      do throws(TemplateError) {
        call.print(try Template(format).execute(value))
        return call.process.exit(0)
      } catch {
        throw Unsimulated(error.unsimulated ?? "docker version --format \(format)")
      }
    }
    call.process.write(text)
    call.process.exit(0)
  }

  private static let text = """
    Client:
     Version:           20.10.24+dfsg1
     API version:       1.41
     Go version:        go1.19.8
     Git commit:        297e128
     Built:             Thu May  7 21:09:36 2026
     OS/Arch:           linux/amd64
     Context:           default
     Experimental:      true

    Server:
     Engine:
      Version:          20.10.24+dfsg1
      API version:      1.41 (minimum version 1.12)
      Go version:       go1.19.8
      Git commit:       5d6db84
      Built:            Thu May  7 21:09:36 2026
      OS/Arch:          linux/amd64
      Experimental:     false
     containerd:
      Version:          1.6.20~ds1
      GitCommit:        1.6.20~ds1-1+deb12u3
     runc:
      Version:          1.1.5+ds1
      GitCommit:        1.1.5+ds1-1+deb12u1
     docker-init:
      Version:          0.19.0
      GitCommit:        

    """

  private static func information(_ call: DockerCall) throws(Unsimulated) { throw Unsimulated("docker info") }
}
