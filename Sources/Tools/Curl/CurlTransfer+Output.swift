import Linux
import Packets
import Simulation

/// Where the answer goes, and the meter beside it.
extension CurlTransfer {
  func openHeaderOutput() -> Bool {
    switch options.headerOutput {
    case nil, .remoteName: return true
    case .console: headerSink = process.output
    case .file(let name):
      let path = FileSystem.resolve(name, in: process.workingDirectory)
      headerSink = try? process.node.files.openForWriting(path, appending: false)
      guard headerSink != nil else {
        run.complain(23, "Failed writing received data to disk/application")
        run.finished(23)
        return false
      }
    }
    return true
  }

  func openOutput() -> Bool {
    switch output {
    case .console: sink = process.output
    case .file(let name): return open(name)
    case .remoteName:
      guard !url.remoteName.isEmpty else {
        if !options.isSilent || options.showsErrors {
          process.writeError("curl: Remote file name has no length!\n")
        }
        run.complain(23, "Failed writing received data to disk/application")
        run.finished(23)
        return false
      }
      return open(url.remoteName)
    }
    return true
  }

  /// The file that the answer goes to, as `%{filename_effective}` tells.
  var fileName: String {
    switch output {
    case .console: ""
    case .file(let name): name
    case .remoteName: url.remoteName
    }
  }

  func open(_ name: String) -> Bool {
    do throws(OpenFailure) {
      sink = try process.node.files.openForWriting(
        FileSystem.resolve(name, in: process.workingDirectory), appending: false)
      return true
    } catch {
      if case .notSimulated(let missing) = error {
        process.fail(missing)
        return false
      }
      process.writeError("Warning: Failed to open the file \(name): \(error.text)\n")
      run.complain(23, "Failure writing output to destination")
      run.finished(23)
      return false
    }
  }

  var showsProgress: Bool { options.showsProgress && !(sink?.isTerminal ?? true) }

  func startProgress() {
    guard showsProgress else { return }
    process.writeError(CurlProgress.heading)
    updateProgress()
    tickProgress()
  }

  func tickProgress() {
    timers.append(
      process.after(.seconds(1)) { [self] in
        guard !isOver else { return }
        updateProgress()
        tickProgress()
      })
  }

  func updateProgress() {
    process.writeError(
      CurlProgress.line(received: response.bodySize, total: response.contentLength, elapsed: elapsed))
  }
}
