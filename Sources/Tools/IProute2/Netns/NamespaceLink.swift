/// `ln -s /proc/PID/ns/net /run/netns/NAME`, by which `ip netns` learns of a container (ip-netns(8)); other links are
/// not simulated.
package enum NamespaceLink {
  package static let program = Program(
    "ln",
    running: { (process: Process) throws(Unsimulated) in
      var words = process.arguments
      var letters = ""
      while let word = words.first, word.hasPrefix("-") {
        letters += word.hasPrefix("--") ? "?" : String(word.dropFirst())
        words.removeFirst()
      }
      let parts = words.first?.split(separator: "/") ?? []
      let machine = process.node.machine
      guard letters.contains("s"), letters.allSatisfy({ "sfTn".contains($0) }), words.count == 2,
        parts.count == 4,
        parts[0] == "proc", parts[2] == "ns", parts[3] == "net", let number = Int(parts[1]),
        let target = machine.process(number)
      else { throw Unsimulated("links of files other than a process's network namespace") }
      let path = FileSystem.resolve(words[1], in: process.workingDirectory)
      let directory = FileSystem.directory(of: path)
      guard Machine.nameDirectories.contains(directory + "/") else {
        throw Unsimulated("a link to a network namespace outside of /run/netns")
      }
      guard process.node.files.isDirectory(directory) else {
        process.writeError("ln: failed to create symbolic link '\(words[1])': No such file or directory\n")
        return process.exit(1)
      }
      let name = String(path.dropFirst(directory.count + 1))
      if let present = machine.namedNamespace(name) {
        guard letters.contains("f") else {
          process.writeError("ln: failed to create symbolic link '\(words[1])': File exists\n")
          return process.exit(1)
        }
        machine.removeNamedNamespace(present)
      }
      if target.namespace === machine.node.namespace
        || machine.namedNamespaces.contains(where: { $0 === target.namespace })
      {
        throw Unsimulated("a second name for a network namespace")
      }
      machine.attachNamespace(target.namespace, as: name)
      process.exit(0)
    })
}
