import Linux
import Packets
import Simulation

/// The files of /proc and /sys that show and set the state of a network namespace.
enum KernelFiles {
  /// Connects the files of a node.
  static func connect(_ node: Node) {
    node.files.specials = { [unowned(unsafe) node] path in
      guard let (namespace, parts) = place(path, on: node) else { return nil }
      return file(parts, in: namespace, on: node)
    }
    node.files.specialDirectories = { [unowned(unsafe) node] path in
      guard let (namespace, parts) = place(path, on: node) else { return nil }
      return names(in: parts, namespace)
    }
  }

  /// The namespace that a path of /proc or /sys is about, and the path's parts.
  private static func place(_ path: String, on node: Node) -> (NetworkNamespace, [String])? {
    guard path.hasPrefix("/proc/") || path.hasPrefix("/sys/") else { return nil }
    if let seen = FileSystem.seenFromNamespace(path) {
      let namespaces = node.system.network.namespaces
      guard let namespace = namespaces.first(where: { $0.name == seen.namespace }) else { return nil }
      return (namespace, seen.path.split(separator: "/").map(String.init))
    }
    return (node.namespace, path.split(separator: "/").map(String.init))
  }

  private static func file(_ parts: [String], in namespace: NetworkNamespace, on node: Node)
    -> FileSystem.SpecialFile?
  {
    guard parts.count >= 3 else { return nil }
    switch (parts[0], parts[1]) {
    case ("proc", "sys"): return setting(Array(parts.dropFirst(2)), in: namespace, on: node)
    case ("proc", "net") where parts.count == 3: return NetworkTables.file(parts[2], in: namespace)
    case ("proc", "net") where parts.count == 4 && parts[2] == "xt_recent":
      return RecentFiles.file(parts[3], in: namespace)
    case ("sys", "class") where parts.count >= 5 && parts[2] == "net":
      guard let device = namespace.device(named: parts[3]) else { return nil }
      return DeviceFiles.file(Array(parts.dropFirst(4)), of: device)
    default: return nil
    }
  }

  private static func names(in parts: [String], _ namespace: NetworkNamespace) -> [String]? {
    guard parts.count >= 2 else { return nil }
    switch (parts[0], parts[1]) {
    case ("proc", "sys"): return SysctlTree(namespace).list(Array(parts.dropFirst(2)))
    case ("proc", "net"):
      guard parts.count == 3 else { return parts.count == 2 ? NetworkTables.names : nil }
      switch parts[2] {
      case "xt_recent": return RecentFiles.names(in: namespace)
      case "ipt_hashlimit": return namespace.netfilter.hashLimitNames
      default: return nil
      }
    case ("sys", "class"):
      guard parts.count > 2 else { return ["net"] }
      guard parts[2] == "net" else { return nil }
      guard parts.count > 3 else { return namespace.devices.map { $0.name } }
      guard let device = namespace.device(named: parts[3]) else { return nil }
      return DeviceFiles.names(in: Array(parts.dropFirst(4)), of: device)
    default: return nil
    }
  }

  private static func setting(_ path: [String], in namespace: NetworkNamespace, on node: Node)
    -> FileSystem.SpecialFile?
  {
    let tree = SysctlTree(namespace)
    guard case .value = tree.read(path) else { return nil }
    return FileSystem.SpecialFile(
      read: {
        guard case .value(let text) = tree.read(path) else { return nil }
        return text + "\n"
      },
      write: { [unowned(unsafe) node] text in
        guard !tree.isFixed(path, text) else {
          let name = path.joined(separator: ".")
          node.system.reportUnsimulated(Unsimulated("another value of the setting \(name)"))
          return true
        }
        do throws(KernelError) { try tree.write(path, text) } catch { return false }
        return true
      })
  }

  static func readable(_ text: @escaping () -> String?) -> FileSystem.SpecialFile {
    FileSystem.SpecialFile(read: text, write: nil)
  }
}

extension FileSystem {
  /// A path of the kernel's files as a process in another network namespace than the node's own sees it.
  static func path(_ path: String, seenFrom namespace: NetworkNamespace, on node: Node) -> String {
    guard namespace !== node.namespace else { return path }
    if path.hasPrefix("/etc/") { return ownFile(path, of: namespace, on: node) }
    let isOfNetwork = ["/proc/sys/net", "/proc/net", "/sys/class/net"].contains { directory in
      path == directory || path.hasPrefix(directory + "/")
    }
    return isOfNetwork ? mark + namespace.name + "/" + path : path
  }

  /// A made namespace has files of its own for those of /etc, such as /etc/netns/NAME/resolv.conf (ip-netns(8)).
  private static func ownFile(_ path: String, of namespace: NetworkNamespace, on node: Node) -> String {
    guard node.machine.namedNamespaces.contains(where: { $0 === namespace }) else { return path }
    let name = node.machine.shortName(of: namespace)
    let own = "/etc/netns/" + name + path.dropFirst("/etc".count)
    return node.files.exists(own) ? own : path
  }

  private static var mark: String { "/proc/network/" }

  static func seenFromNamespace(_ path: String) -> (namespace: String, path: String)? {
    guard path.hasPrefix(mark) else { return nil }
    let rest = Array(path.dropFirst(mark.count))
    guard let border = rest.indices.dropLast().first(where: { rest[$0] == "/" && rest[$0 + 1] == "/" }) else {
      return nil
    }
    return (String(rest[..<border]), String(rest[(border + 1)...]))
  }
}
