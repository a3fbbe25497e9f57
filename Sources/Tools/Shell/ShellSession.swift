/// The shell behind a console: its state lasts from line to line.
package final class ShellSession {
  package init() {}
}
