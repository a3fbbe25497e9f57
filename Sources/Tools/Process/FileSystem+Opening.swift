/// Why a file could not be opened, in the words of strerror(3).
package enum OpenFailure: Error, Hashable, Sendable {
  case noSuchFile
  case isDirectory
  case notDirectory
  case permissionDenied
  case invalidArgument
  case readOnly
  case notSimulated(Unsimulated)

  package var text: String {
    switch self {
    case .noSuchFile: "No such file or directory"
    case .isDirectory: "Is a directory"
    case .notDirectory: "Not a directory"
    case .permissionDenied: "Permission denied"
    case .invalidArgument: "Invalid argument"
    case .readOnly: "Read-only file system"
    case .notSimulated(let missing): missing.feature
    }
  }
}

extension FileSystem {
  /// The bytes of a file, by absolute path.
  package func open(_ path: String) throws(OpenFailure) -> [UInt8] {
    if let place = mounted(path) { return try place.files.open(place.path) }
    if isDirectory(path) { throw .isDirectory }
    try refuseDevices(path)
    guard let bytes = read(path) else {
      if let special = specials?(path) { throw special.failure }
      throw missing(path)
    }
    return bytes
  }

  /// A stream that writes to a file, by absolute path. The file is made, and emptied unless bytes are appended.
  package func openForWriting(_ path: String, appending: Bool) throws(OpenFailure) -> Pipe {
    if let place = mounted(path) {
      if place.isReadOnly { throw .readOnly }
      return try place.files.openForWriting(place.path, appending: appending)
    }
    if isDirectory(path) { throw .isDirectory }
    if path == "/dev/null" { return Pipe { _ in nil } }
    if let stream = streams[path] { return stream }
    try refuseDevices(path)
    if let special = specials?(path) {
      guard let write = special.write else { throw .permissionDenied }
      return Pipe { write(String(decoding: $0, as: UTF8.self)) ? nil : .invalidArgument }
    }
    if path.hasPrefix("/proc/") || path.hasPrefix("/sys/") { throw .noSuchFile }
    guard isDirectory(Self.directory(of: path)) else { throw missing(path) }
    if !appending || !exists(path) { write(path, [UInt8]()) }
    return Pipe { [self] bytes in
      append(path, bytes)
      return nil
    }
  }

  private func refuseDevices(_ path: String) throws(OpenFailure) {
    for device in ["/dev/tcp/", "/dev/udp/", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/tty"]
    where path.hasPrefix(device) {
      throw .notSimulated(Unsimulated("the file \(path)"))
    }
  }

  /// What is wrong with a path that leads to no file: a file stands in its way, or nothing does.
  private func missing(_ path: String) -> OpenFailure {
    var parent = Self.directory(of: path)
    while parent != "/" {
      if exists(parent) { return .notDirectory }
      parent = Self.directory(of: parent)
    }
    return .noSuchFile
  }
}
