package import Linux

/// A place where commands are typed: a host, or a container on it.
package final class Node {
  /// As prompts and traces call it.
  package let name: String
  /// The machine whose processes and namespaces these are.
  package unowned(unsafe) let machine: Machine
  package let namespace: NetworkNamespace
  package let files: FileSystem
  /// The interactive shell of its console: variables, jobs and working directory last from line to line.
  package var console: ShellSession?
  /// Programs that only this node has, such as `/serve` in a container; looked up before the common ones.
  package var programs: [String: Program] = [:]
  /// The common programs are not there: what `programs` lacks is not found.
  package var hasOnlyOwnPrograms = false

  /// The numbers that its processes have among themselves; nil where they have those of the machine.
  package var processNumbers: ProcessNumbers?
  /// Its programs find /proc/sys and /sys read-only, as those of a container without privileges do.
  package var hasReadOnlyKernelFiles = false
  /// And all other files too (`docker run --read-only`), mounts aside.
  package var hasReadOnlyFiles = false

  package init(name: String, machine: Machine, namespace: NetworkNamespace, files: FileSystem) {
    self.name = name
    self.machine = machine
    self.namespace = namespace
    self.files = files
    KernelFiles.connect(self)
  }

  /// A stream that writes to a file, as a program here may.
  package func openForWriting(_ path: String, appending: Bool) throws(OpenFailure) -> Pipe {
    let isOfKernel = path.hasPrefix("/proc/sys/") || path.hasPrefix("/sys/")
    if isOfKernel, hasReadOnlyKernelFiles, files.exists(path) { throw .readOnly }
    if hasReadOnlyFiles, !isOfKernel, !path.hasPrefix("/dev/"), files.mounted(path) == nil { throw .readOnly }
    return try files.openForWriting(path, appending: appending)
  }

  package var system: System { machine.system }
  package var isContainer: Bool { machine.node !== self }
}
