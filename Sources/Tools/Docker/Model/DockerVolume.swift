package import Simulation

/// A volume: files that outlive the containers in which they stand (`docker volume`).
package final class DockerVolume {
  package let name: String
  package let created: Nanoseconds
  /// Made along with a container that gave it no name.
  package let isAnonymous: Bool
  package internal(set) var labels: [(key: String, value: String)] = []
  let files = FileSystem(directories: [])

  init(name: String, created: Nanoseconds, isAnonymous: Bool) {
    self.name = name
    self.created = created
    self.isAnonymous = isAnonymous
  }

  /// The bytes of its files.
  package var size: Int { files.paths.reduce(0) { $0 + (files.read($1)?.count ?? 0) } }

  /// Where the host has its files.
  package var directory: String { "/var/lib/docker/volumes/\(name)/_data" }
}

/// Something that stands in a container's file system: `--volume`, `--mount`, `--tmpfs`.
package struct ContainerMount {
  package enum Source {
    case volume(DockerVolume)
    /// A path of the host.
    case bind(String)
  }

  package var source: Source
  package var target: String
  package var isReadOnly = false
  /// As `docker inspect` shows it: `z` for a volume without options, what was given otherwise.
  package var mode = ""

  package var volume: DockerVolume? {
    if case .volume(let volume) = source { return volume }
    return nil
  }
}
