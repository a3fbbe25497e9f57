/// What a container may use: limits that are written down and shown. What they bring about is not simulated, except
/// where its files may not be changed.
package struct ContainerLimits: Hashable, Sendable {
  /// In bytes; 0 for none.
  package var memory = 0
  package var memoryAndSwap = 0
  package var memoryReservation = 0
  package var sharedMemory = 67_108_864
  /// Thousand millionths of a processor.
  package var processors = 0
  package var processorShares = 0
  package var processorSet = ""
  package var processes: Int?
  package var hasReadOnlyFiles = false

  package init() {}
}

extension ContainerLimits {
  /// `--memory`, `--cpus` and their like; `name` is the command that has them.
  mutating func read(_ flags: FlagSet.Parsed) throws(DockerError) {
    if let text = flags.text("memory") { memory = try Self.bytes(text, "-m, --memory") }
    if let text = flags.text("memory-reservation") {
      memoryReservation = try Self.bytes(text, "--memory-reservation")
    }
    if let text = flags.text("memory-swap") {
      memoryAndSwap = text == "-1" ? -1 : try Self.bytes(text, "--memory-swap")
    }
    if let text = flags.text("shm-size") { sharedMemory = try Self.bytes(text, "--shm-size") }
    if let text = flags.text("cpus") {
      guard let number = Self.thousandMillionths(text) else {
        throw DockerError(
          "invalid argument \"\(text)\" for \"--cpus\" flag: failed to parse \(text) as a rational number",
          kind: .badFlag)
      }
      processors = number
    }
    if let number = flags.text("cpu-shares").flatMap({ Int($0) }) { processorShares = number }
    if let text = flags.text("cpuset-cpus") { processorSet = text }
    if let number = flags.text("pids-limit").flatMap({ Int($0) }) { processes = number }
    if flags.has("read-only") { hasReadOnlyFiles = true }
  }

  /// `64m`, `1g`, `512k`, `1048576` (go-units, RAMInBytes).
  private static func bytes(_ text: String, _ flag: String) throws(DockerError) -> Int {
    var digits = text.lowercased()
    if digits.hasSuffix("b"), digits.count > 1 { digits.removeLast() }
    let units: [Character: Int] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
    var unit = 1
    if let last = digits.last, let known = units[last] {
      unit = known
      digits.removeLast()
    }
    guard let number = Int(digits), number >= 0 else {
      throw DockerError(
        "invalid argument \"\(text)\" for \"\(flag)\" flag: invalid size: '\(text)'", kind: .badFlag)
    }
    return number * unit
  }

  /// A decimal number times 10⁹.
  private static func thousandMillionths(_ text: String) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, let whole = Int(first.isEmpty ? "0" : first), whole >= 0 else {
      return nil
    }
    guard parts.count > 1 else { return whole * 1_000_000_000 }
    var fraction = parts[1]
    guard fraction.count <= 9, fraction.allSatisfy({ $0.isNumber }) else { return nil }
    while fraction.count < 9 { fraction += "0" }
    return Int(fraction).map { whole * 1_000_000_000 + $0 }
  }

  /// What the daemon makes of limits for memory (moby, verifyPlatformContainerResources).
  mutating func settle() throws(DockerError) {
    guard memory > 0 else { return }
    guard memory >= 6 << 20 else { throw DockerError("Minimum memory limit allowed is 6MB", kind: .invalid) }
    if memoryAndSwap == 0 { memoryAndSwap = memory * 2 }
    guard memoryAndSwap < 0 || memoryAndSwap >= memory else {
      throw DockerError(
        "Minimum memoryswap limit should be larger than memory limit, see usage", kind: .invalid)
    }
  }
}
