/// What docker prints about groups of subcommands when none is chosen.
enum DockerUsage {
  static let groups: [String: String] = [
    "network": group(
      "network", "Manage networks",
      [
        ("connect", "Connect a container to a network"), ("create", "Create a network"),
        ("disconnect", "Disconnect a container from a network"),
        ("inspect", "Display detailed information on one or more networks"), ("ls", "List networks"),
        ("prune", "Remove all unused networks"), ("rm", "Remove one or more networks"),
      ]),
    "volume": group(
      "volume", "Manage volumes",
      [
        ("create", "Create a volume"), ("inspect", "Display detailed information on one or more volumes"),
        ("ls", "List volumes"), ("prune", "Remove all unused local volumes"),
        ("rm", "Remove one or more volumes"),
      ]),
    "image": group(
      "image", "Manage images",
      [
        ("build", "Build an image from a Dockerfile"), ("history", "Show the history of an image"),
        ("import", "Import the contents from a tarball to create a filesystem image"),
        ("inspect", "Display detailed information on one or more images"),
        ("load", "Load an image from a tar archive or STDIN"), ("ls", "List images"),
        ("prune", "Remove unused images"), ("pull", "Pull an image or a repository from a registry"),
        ("push", "Push an image or a repository to a registry"), ("rm", "Remove one or more images"),
        ("save", "Save one or more images to a tar archive (streamed to STDOUT by default)"),
        ("tag", "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE"),
      ]),
    "system": group(
      "system", "Manage Docker",
      [
        ("df", "Show docker disk usage"), ("events", "Get real time events from the server"),
        ("info", "Display system-wide information"), ("prune", "Remove unused data"),
      ]),
    "container": group(
      "container", "Manage containers",
      [
        ("attach", "Attach local standard input, output, and error streams to a running container"),
        ("commit", "Create a new image from a container's changes"),
        ("cp", "Copy files/folders between a container and the local filesystem"),
        ("create", "Create a new container"),
        ("diff", "Inspect changes to files or directories on a container's filesystem"),
        ("exec", "Run a command in a running container"),
        ("export", "Export a container's filesystem as a tar archive"),
        ("inspect", "Display detailed information on one or more containers"),
        ("kill", "Kill one or more running containers"), ("logs", "Fetch the logs of a container"),
        ("ls", "List containers"), ("pause", "Pause all processes within one or more containers"),
        ("port", "List port mappings or a specific mapping for the container"),
        ("prune", "Remove all stopped containers"), ("rename", "Rename a container"),
        ("restart", "Restart one or more containers"), ("rm", "Remove one or more containers"),
        ("run", "Run a command in a new container"), ("start", "Start one or more stopped containers"),
        ("stats", "Display a live stream of container(s) resource usage statistics"),
        ("stop", "Stop one or more running containers"),
        ("top", "Display the running processes of a container"),
        ("unpause", "Unpause all processes within one or more containers"),
        ("update", "Update configuration of one or more containers"),
        ("wait", "Block until one or more containers stop, then print their exit codes"),
      ]),
  ]

  private static func group(_ name: String, _ summary: String, _ commands: [(name: String, summary: String)])
    -> String
  {
    // (cobra's least padding)
    let width = max(commands.map { $0.name.count }.max() ?? 0, 11) + 1
    var text = "\nUsage:  docker \(name) COMMAND\n\n\(summary)\n\nCommands:\n"
    for command in commands {
      let filler = String(repeating: " ", count: width - command.name.count)
      text += "  \(command.name)\(filler)\(command.summary)\n"
    }
    return text + "\nRun 'docker \(name) COMMAND --help' for more information on a command.\n"
  }
}
