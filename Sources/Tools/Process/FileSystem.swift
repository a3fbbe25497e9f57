/// The files of a node, by absolute path. Special files read and write the kernel's state.
package final class FileSystem {
  /// A file of /proc: reading and writing it reads and writes the kernel's state.
  package struct SpecialFile {
    package let read: () -> String?
    /// Nil when it cannot be opened for writing; false when the kernel refuses the contents (EINVAL).
    package let write: ((String) -> Bool)?
    /// Why it cannot be read, where `read` gives nil.
    package let failure: OpenFailure
    package init(
      read: @escaping () -> String?, write: ((String) -> Bool)?, failure: OpenFailure = .permissionDenied
    ) {
      self.read = read
      self.write = write
      self.failure = failure
    }
  }

  private var contents: [String: [UInt8]] = [:]
  private var directories: Set<String> = []
  private var executables: Set<String> = []
  /// The special file at an absolute path, such as `/proc/sys/net/ipv4/ip_forward`.
  package var specials: ((String) -> SpecialFile?)?
  /// The names in a directory of /proc or /sys; nil when there is none at this path.
  package var specialDirectories: ((String) -> [String]?)?

  /// Parts of other file systems that stand in this one, the innermost last (mount(8)).
  package private(set) var mounts: [Mount] = []

  /// Pipes that have a path: what is written to them a program reads (`>(…)`).
  package var streams: [String: Pipe] = [:]

  package init() {
    for path in Self.usualDirectories { makeDirectory(path) }
  }

  /// With these directories only.
  package init(directories: [String]) {
    for path in directories { makeDirectory(path) }
  }

  private static let usualDirectories = [
    "/bin", "/dev", "/etc", "/etc/sysctl.d", "/home", "/mnt", "/opt", "/proc/sys/net", "/root", "/run",
    "/sbin", "/srv",
    "/sys",
    "/tmp", "/usr/bin", "/usr/local/bin", "/usr/local/sbin", "/usr/sbin", "/var/log",
  ]

  /// What every host starts with.
  package static func host(named name: String) -> FileSystem {
    let files = FileSystem()
    files.write("/etc/hosts", "127.0.0.1\tlocalhost\n")
    files.write("/etc/hostname", name + "\n")
    files.write("/etc/resolv.conf", "")
    files.write("/etc/iproute2/rt_tables", routingTables)
    return files
  }

  /// The names of routing tables, as iproute2 installs them.
  private static let routingTables = """
    #
    # reserved values
    #
    255\tlocal
    254\tmain
    253\tdefault
    0\tunspec
    #
    # local
    #
    #1\tinr.ruhep

    """

  package func read(_ path: String) -> [UInt8]? {
    if let place = mounted(path) { return place.files.read(place.path) }
    if path == "/dev/null" { return [] }
    if let special = specials?(path) { return special.read().map { Array($0.utf8) } }
    return contents[path]
  }
  package func readText(_ path: String) -> String? { read(path).map { String(decoding: $0, as: UTF8.self) } }
  package func write(_ path: String, _ text: String) { write(path, Array(text.utf8)) }
  /// Writes a file, making the directories that it needs.
  package func write(_ path: String, _ bytes: [UInt8]) {
    if path == "/dev/null" { return }
    if let place = mounted(path) { return place.files.write(place.path, bytes) }
    makeDirectory(Self.directory(of: path))
    contents[path] = bytes
  }
  package func append(_ path: String, _ bytes: [UInt8]) {
    if path == "/dev/null" { return }
    if let place = mounted(path) { return place.files.append(place.path, bytes) }
    makeDirectory(Self.directory(of: path))
    contents[path, default: []] += bytes
  }
  package func remove(_ path: String) -> Bool {
    if let place = mounted(path) { return place.files.remove(place.path) }
    executables.remove(path)
    return contents.removeValue(forKey: path) != nil
  }
  /// There is a file; a directory does not count.
  package func exists(_ path: String) -> Bool {
    if let place = mounted(path) { return place.files.exists(place.path) }
    return path == "/dev/null" || contents[path] != nil || specials?(path) != nil
  }
  /// All paths of ordinary files, sorted.
  package var paths: [String] { contents.keys.sorted() }

  package func isDirectory(_ path: String) -> Bool {
    if let place = mounted(path) { return place.files.isDirectory(place.path) }
    return path == "/" || directories.contains(path) || specialDirectories?(path) != nil
  }

  /// Makes a directory and those above it.
  package func makeDirectory(_ path: String) {
    if let place = mounted(path) { return place.files.makeDirectory(place.path) }
    var path = path
    while path != "/", directories.insert(path).inserted { path = Self.directory(of: path) }
  }

  /// Removes a directory, which must be empty.
  package func removeDirectory(_ path: String) {
    if let place = mounted(path) { return place.files.removeDirectory(place.path) }
    directories.remove(path)
  }

  /// The names in a directory, sorted by their bytes.
  package func list(_ directory: String) -> [String] {
    if let place = mounted(directory) { return place.files.list(place.path) }
    let prefix = directory == "/" ? "/" : directory + "/"
    var names: [String] = []
    for path in contents.keys where path.hasPrefix(prefix) && Self.directory(of: path) == directory {
      names.append(Self.name(of: path))
    }
    for path in directories where path.hasPrefix(prefix) && Self.directory(of: path) == directory {
      names.append(Self.name(of: path))
    }
    for name in specialDirectories?(directory) ?? [] where !names.contains(name) { names.append(name) }
    return names.sorted()
  }

  package func setExecutable(_ path: String, _ isExecutable: Bool) {
    if let place = mounted(path) { return place.files.setExecutable(place.path, isExecutable) }
    if isExecutable { executables.insert(path) } else { executables.remove(path) }
  }
  package func isExecutable(_ path: String) -> Bool {
    if let place = mounted(path) { return place.files.isExecutable(place.path) }
    return executables.contains(path)
  }

  /// Puts a part of another file system over a path of this one.
  package func mount(_ mount: Mount) {
    let isFile = mount.files.exists(mount.root) && !mount.files.isDirectory(mount.root)
    if isFile { write(mount.path, []) } else { makeDirectory(mount.path) }
    mounts.removeAll { $0.path == mount.path }
    mounts.append(mount)
    mounts.sort { $0.path.utf8.count < $1.path.utf8.count }
  }

  /// An absolute path without `.`, `..` and doubled slashes.
  package static func resolve(_ path: String, in directory: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : directory + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    // /var/run is a link to /run.
    if parts.count >= 2, parts[0] == "var", parts[1] == "run" { parts.removeFirst() }
    return "/" + parts.joined(separator: "/")
  }

  /// The directory of an absolute path.
  package static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }
}
