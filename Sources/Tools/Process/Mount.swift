/// A part of a file system that stands at a path of another one: a volume of a container, or a directory of its host.
package struct Mount {
  /// Where it stands.
  package let path: String
  /// Whose files these are, and from which path on.
  package let files: FileSystem
  package let root: String
  package let isReadOnly: Bool

  package init(at path: String, _ files: FileSystem, root: String, isReadOnly: Bool) {
    self.path = path
    self.files = files
    self.root = root
    self.isReadOnly = isReadOnly
  }
}

extension FileSystem {
  /// A path of this file system that belongs to another one.
  struct MountedPlace {
    let files: FileSystem
    let path: String
    let isReadOnly: Bool
  }

  /// Nil for a path of its own.
  func mounted(_ path: String) -> MountedPlace? {
    for mount in mounts.reversed() where path == mount.path || path.hasPrefix(mount.path + "/") {
      let rest = path.dropFirst(mount.path.count)
      let inner = (mount.root == "/" ? "" : mount.root) + rest
      return MountedPlace(
        files: mount.files, path: inner.isEmpty ? "/" : inner, isReadOnly: mount.isReadOnly)
    }
    return nil
  }
}
