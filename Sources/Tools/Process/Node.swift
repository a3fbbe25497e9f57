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

  package init(name: String, machine: Machine, namespace: NetworkNamespace, files: FileSystem) {
    self.name = name
    self.machine = machine
    self.namespace = namespace
    self.files = files
    KernelFiles.connect(self)
  }

  package var system: System { machine.system }
  package var isContainer: Bool { machine.node !== self }
}
