import Foundation

/// What a file looks like from outside: as long as it stays so, its content is what it was.
struct FileStamp: Hashable, Sendable {
  var size: Int
  /// Nanoseconds since 1970.
  var modified: Int
  /// When its content or attributes changed; a program that sets `modified` back cannot hide from it. 0 for files of
  /// the site, where hard links come and go.
  var changed: Int
  var inode: UInt64

  /// Nil for what is no ordinary file. A link is not followed.
  init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    #if canImport(Darwin)
      let modification = status.st_mtimespec
    #else
      let modification = status.st_mtim
    #endif
    size = Int(status.st_size)
    modified = Self.nanoseconds(modification)
    changed = Self.changed(status)
    inode = UInt64(status.st_ino)
  }

  /// When a file's content or attributes, or the name of a folder changed, in nanoseconds since 1970.
  static func changed(_ status: stat) -> Int {
    #if canImport(Darwin)
      nanoseconds(status.st_ctimespec)
    #else
      nanoseconds(status.st_ctim)
    #endif
  }

  init(size: Int, modified: Int, changed: Int, inode: UInt64) {
    (self.size, self.modified, self.changed, self.inode) = (size, modified, changed, inode)
  }

  /// For a file of the site.
  var withoutChange: FileStamp {
    FileStamp(size: size, modified: modified, changed: 0, inode: inode)
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }

  /// The clock that file systems stamp with ticks every few milliseconds: a file that changed just now may change
  /// again and look the same.
  func isSettled(at now: Int) -> Bool { max(modified, changed) < now - 100_000_000 }

  /// Nanoseconds since 1970.
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }
}
