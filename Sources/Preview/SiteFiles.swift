import Foundation

/// Reads the files of a site's folder, and of no other place.
struct SiteFiles: Sendable {
  var folder: String

  enum Found: Hashable, Sendable {
    case file(Data)
    /// It is a folder that has an index, and the path lacks the slash.
    case folder
    case nothing
  }

  /// A folder is its `index.html`. Links (symlink(7)) are not followed: each name is opened in the folder before it.
  func find(_ path: RequestPath) -> Found {
    guard let root = openRoot() else { return .nothing }
    var descriptor = root
    defer { close(descriptor) }
    let names = path.names + (path.isFolder ? ["index.html"] : [])
    for name in names.dropLast() {
      let next = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard next >= 0 else { return .nothing }
      close(descriptor)
      descriptor = next
    }
    guard let last = names.last else { return .nothing }
    // A pipe in the folder must not hold the server up.
    let file = openat(descriptor, last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return .nothing }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    var status = stat()
    guard fstat(file, &status) == 0 else { return .nothing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return (try? handle.readToEnd() ?? Data()).map(Found.file) ?? .nothing
    case S_IFDIR:
      var index = stat()
      let hasIndex = fstatat(file, "index.html", &index, AT_SYMLINK_NOFOLLOW) == 0
      return hasIndex && index.st_mode & S_IFMT == S_IFREG ? .folder : .nothing
    default: return .nothing
    }
  }

  /// While a new site takes the old one's place there is none for a moment.
  private func openRoot() -> Int32? {
    for attempt in 0..<20 {
      let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      if descriptor >= 0 { return descriptor }
      guard errno == ENOENT, access(folder + ".old", F_OK) == 0 || attempt == 0 else { return nil }
      usleep(2_000)
    }
    return nil
  }
}
