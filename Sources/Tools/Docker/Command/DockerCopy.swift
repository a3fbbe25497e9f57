import Simulation

/// `docker cp` (docker/cli, cli/command/container/cp.go).
enum DockerCopy {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "cp", "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
      "Copy files/folders between a container and the local filesystem", flags: "archive/a follow-link/L",
      arguments: 2...2, run: run)
  ]

  private struct Problem: Error {
    var text: String
  }

  /// One end of the copy: a path of the host, or of a container.
  private struct Place {
    var container: String?
    var path: String

    /// A name, a colon and a path; what begins with a dot or a slash is a path of the host.
    init(_ text: String) {
      path = text
      guard !text.hasPrefix("/"), let colon = text.firstIndex(of: ":") else { return }
      let name = String(text[..<colon])
      guard !name.hasPrefix(".") else { return }
      container = name
      path = String(text[text.index(after: colon)...])
    }
  }

  private static func run(_ call: DockerCall) throws(Unsimulated) {
    let source = Place(call.arguments[0])
    let target = Place(call.arguments[1])
    if source.path == "-" || target.path == "-" { throw Unsimulated("docker cp of a tar archive") }
    do throws(Problem) {
      switch (source.container, target.container) {
      case (nil, nil): throw Problem(text: "must specify at least one container source")
      case (.some, .some): throw Problem(text: "copying between containers is not supported")
      default: break
      }
      try copy(source, target, call)
      call.process.exit(0)
    } catch {
      call.printError(error.text)
      call.process.exit(1)
    }
  }

  private static func files(of place: Place, _ call: DockerCall) throws(Problem) -> FileSystem {
    guard let name = place.container else { return call.process.node.files }
    do throws(DockerError) {
      return try call.engine.container(name).files
    } catch {
      throw missing(place, place.path, call)
    }
  }

  private static func missing(_ place: Place, _ path: String, _ call: DockerCall) -> Problem {
    guard let name = place.container else { return Problem(text: "lstat \(path): no such file or directory") }
    guard call.words.isModern else { return Problem(text: "Error: No such container:path: \(name):\(path)") }
    do throws(DockerError) {
      _ = try call.engine.container(name)
      return Problem(text: "Error response from daemon: Could not find the file \(path) in container \(name)")
    } catch {
      return Problem(text: "Error response from daemon: \(error.text)")
    }
  }

  private static func copy(_ source: Place, _ target: Place, _ call: DockerCall) throws(Problem) {
    let (from, to) = (try files(of: source, call), try files(of: target, call))
    func absolute(_ place: Place) -> String {
      FileSystem.resolve(place.path, in: place.container == nil ? call.process.workingDirectory : "/")
    }
    let (origin, goal) = (absolute(source), absolute(target))
    guard from.exists(origin) || from.isDirectory(origin) else {
      throw missing(source, source.path, call)
    }
    var place = goal
    let copiesContents = source.path.hasSuffix("/.")
    if to.isDirectory(goal) {
      if !copiesContents { place = goal + (goal == "/" ? "" : "/") + FileSystem.name(of: origin) }
    } else {
      let parent = FileSystem.directory(of: goal)
      guard to.isDirectory(parent) else { throw missing(target, parent, call) }
    }
    copyTree(from, origin, to, place)
  }

  private static func copyTree(_ from: FileSystem, _ origin: String, _ to: FileSystem, _ place: String) {
    guard from.isDirectory(origin) else { return to.write(place, from.read(origin) ?? []) }
    to.makeDirectory(place)
    for name in from.list(origin) {
      copyTree(from, (origin == "/" ? "" : origin) + "/" + name, to, (place == "/" ? "" : place) + "/" + name)
    }
  }
}
