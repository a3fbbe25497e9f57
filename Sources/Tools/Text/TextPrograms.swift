/// The text programs and small utilities (coreutils, grep, sed, awk).
enum TextPrograms {
  static let programs: [Program] = [EchoProgram.program]
}
