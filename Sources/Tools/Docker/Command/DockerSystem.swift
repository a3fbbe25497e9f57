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
      "info", "[OPTIONS]", "Display system-wide information", flags: "format/f=", arguments: 0...0,
      run: DockerInformation.run),
    DockerSubcommand(
      "system df", "[OPTIONS]", "Show docker disk usage", flags: "~format= ~verbose/v", arguments: 0...0,
      run: DockerInformation.diskUsage),
    DockerSubcommand(
      "stats", "[OPTIONS] [CONTAINER...]", "Display a live stream of container(s) resource usage statistics",
      flags: "all/a format= no-stream no-trunc", run: DockerInformation.statistics),
  ]

  /// What the engine of a host says about itself; a host without one has Debian's client.
  static func release(of engine: DockerEngine?) throws(Unsimulated) -> EngineRelease {
    guard let release = EngineRelease.of(engine?.release ?? .default) else {
      throw Unsimulated(
        "docker version of Engine \(engine?.version ?? ""): it is not known here what that printed")
    }
    return release
  }

  private static func version(_ call: DockerCall) throws(Unsimulated) {
    let release = try release(of: call.engine)
    guard let format = call.flags.text("format"), !format.isEmpty else {
      call.process.write(release.text)
      return call.process.exit(0)
    }
    do throws(TemplateError) {
      call.print(try Template(format == "json" ? "{{json .}}" : format).execute(release.value))
      call.process.exit(0)
    } catch {
      if let missing = error.unsimulated { throw Unsimulated(missing) }
      call.printError("template parsing error: \(error.text)")
      call.process.exit(64)
    }
  }
}
