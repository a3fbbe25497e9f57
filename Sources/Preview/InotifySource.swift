#if os(Linux)
  import Foundation

  /// Changes below folders as the Linux kernel tells them (inotify(7)).
  ///
  /// A folder need not exist: the one that it would be in is watched for its coming.
  final class InotifySource: @unchecked Sendable {
    // Used by one thread at a time: the one that makes it, then the one that watches.
    private let descriptor: Int32
    private let roots: [String]
    private var folders: [Int32: String] = [:]
    private var pending: Set<String> = []
    private var isOverrun = false

    /// So long, in milliseconds, nothing must happen before what happened is told,
    private static let quiet: Int32 = 20
    /// but no longer than this is waited for it.
    private static let patience = 250

    private static let events = UInt32(
      IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB)

    init(folders roots: [String]) throws {
      self.roots = roots
      descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
      guard descriptor >= 0 else {
        throw ServerProblem(description: "cannot watch folders: \(String(cString: strerror(errno)))")
      }
      for root in roots {
        _ = try add(Self.parent(of: root))
        try addAll(root)
      }
      pending = []
    }

    deinit { close(descriptor) }

    /// Waits for changes; nil when `end` can be read, or is closed.
    func next(until end: Int32) -> FolderWatcher.Change? {
      while pending.isEmpty, !isOverrun {
        guard let isReady = FolderWatcher.wait(for: descriptor, until: end, milliseconds: -1) else {
          return nil
        }
        if isReady { read() }
      }
      let start = DispatchTime.now().uptimeNanoseconds
      while Int(DispatchTime.now().uptimeNanoseconds - start) / 1_000_000 < Self.patience {
        guard let isReady = FolderWatcher.wait(for: descriptor, until: end, milliseconds: Self.quiet) else {
          return nil
        }
        if !isReady { break }
        read()
      }
      defer { (pending, isOverrun) = ([], false) }
      return isOverrun ? .unknown : .files(pending.sorted())
    }

    private func read() {
      let size = 64 * 1_024
      withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
        guard let base = buffer.baseAddress else { return }
        let count = Foundation.read(descriptor, base, size)
        var at = 0
        let header = MemoryLayout<inotify_event>.size
        while at + header <= count {
          let event = base.load(fromByteOffset: at, as: inotify_event.self)
          // The name is filled up with NUL.
          let name = (base + at + header).assumingMemoryBound(to: CChar.self)
          take(event, event.len > 0 ? String(cString: name) : "")
          at += header + Int(event.len)
        }
      }
    }

    private func take(_ event: inotify_event, _ name: String) {
      if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
        isOverrun = true
        return
      }
      guard let folder = folders[event.wd] else { return }
      if event.mask & UInt32(IN_IGNORED) != 0 {
        folders[event.wd] = nil
        return
      }
      let path = folder == "." ? name : folder == "/" ? "/" + name : "\(folder)/\(name)"
      guard roots.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) else { return }
      let isFolder = event.mask & UInt32(IN_ISDIR) != 0
      let cameIn = event.mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0
      if isFolder {
        // What is in it already has no event of its own.
        if cameIn { try? addAll(path) }
        if event.mask & UInt32(IN_ATTRIB) == 0 { pending.insert(path) }
      } else if event.mask & UInt32(IN_CREATE) == 0 {
        // A file that was just made is of interest when it has been written.
        pending.insert(path)
      } else if isLink(path) {
        pending.insert(path)
      }
    }

    private func isLink(_ path: String) -> Bool {
      var status = stat()
      return lstat(path, &status) == 0 && (status.st_nlink > 1 || status.st_mode & S_IFMT == S_IFLNK)
    }

    private func addAll(_ folder: String) throws {
      guard try add(folder) else { return }
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        let path = "\(folder)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0, !name.hasPrefix(".") else { continue }
        if status.st_mode & S_IFMT == S_IFDIR { try addAll(path) } else { pending.insert(path) }
      }
    }

    /// False for a folder that is not there.
    private func add(_ folder: String) throws -> Bool {
      let watch = inotify_add_watch(descriptor, folder, Self.events | UInt32(IN_ONLYDIR))
      if watch >= 0 {
        folders[watch] = folder
        return true
      }
      guard errno == ENOSPC else { return false }
      throw ServerProblem(
        description:
          "the system watches too many folders already; raise fs.inotify.max_user_watches with sysctl")
    }

    private static func parent(of path: String) -> String {
      guard let slash = path.lastIndex(of: "/") else { return "." }
      return slash == path.startIndex ? "/" : String(path[..<slash])
    }
  }
#endif
