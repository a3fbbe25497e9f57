/// What a name on the command line runs. The main function may finish the process before it returns (`ip`), or
/// leave it running (`ping`). Sendable, since it never changes and the simulation has one thread.
package struct Program: @unchecked Sendable {
  package typealias Main = (Process) throws(Unsimulated) -> Void

  package let name: String
  package let main: Main

  /// A program that waits for something.
  package init(_ name: String, running main: @escaping Main) {
    self.name = name
    self.main = main
  }

  /// A program that is done at once; what it returns is its exit status.
  package init(_ name: String, _ body: @escaping (Process) throws(Unsimulated) -> Int) {
    self.name = name
    main = { (process: Process) throws(Unsimulated) in
      let status = try body(process)
      process.exit(status)
    }
  }
}
