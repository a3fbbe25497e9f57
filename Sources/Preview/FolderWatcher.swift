import Foundation

/// Says when files below some folders change: by the kernel's word on Linux, by looking now and then elsewhere.
///
/// What belongs together is said once: an editor that writes a file makes several changes, and so does a checkout.
final class FolderWatcher: Sendable {
  private let stopping: FileHandle

  /// What happened below the folders.
  enum Change: Hashable, Sendable {
    /// Paths, sorted.
    case files([String])
    /// More than could be followed.
    case unknown
  }

  /// Calls back from a thread of its own.
  init(folders: [String], changed: @escaping @Sendable (Change) -> Void) throws {
    let pipe = Pipe()
    stopping = pipe.fileHandleForWriting
    let end = pipe.fileHandleForReading
    #if os(Linux)
      let source = try InotifySource(folders: folders)
    #else
      let source = SnapshotSource(folders: folders)
    #endif
    let thread = Thread {
      while let change = source.next(until: end.fileDescriptor) {
        switch change {
        case .unknown: changed(.unknown)
        case .files(let paths):
          let paths = paths.filter(Self.isOfInterest)
          if !paths.isEmpty { changed(.files(paths)) }
        }
      }
      try? end.close()
    }
    thread.name = "netnote-watch"
    thread.start()
  }

  /// The last call may still be under way.
  func stop() { try? stopping.close() }

  /// Not the files that editors keep beside the one that is written.
  static func isOfInterest(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return !name.hasPrefix(".") && !name.hasSuffix("~") && !name.hasPrefix("#") && name != "4913"
  }

  /// Waits until a file can be read, or the time, in milliseconds, is over; nil when the watcher is stopped.
  static func wait(for file: Int32?, until end: Int32, milliseconds: Int32) -> Bool? {
    var files = [pollfd(fd: end, events: Int16(POLLIN), revents: 0)]
    if let file { files.append(pollfd(fd: file, events: Int16(POLLIN), revents: 0)) }
    guard poll(&files, nfds_t(files.count), milliseconds) >= 0 || errno == EINTR else { return nil }
    if files[0].revents != 0 { return nil }
    return files.count > 1 && files[1].revents != 0
  }
}
