/// An array variable of bash (bash(1), Arrays).
struct ShellArray {
  /// Associative arrays have texts as keys, the others numbers.
  let isAssociative: Bool
  /// In the order in which bash lists them.
  private(set) var entries: [(key: String, value: String)] = []

  init(isAssociative: Bool = false) { self.isAssociative = isAssociative }

  init(_ values: [String]) {
    isAssociative = false
    entries = values.enumerated().map { (String($0), $1) }
  }

  var keys: [String] { entries.map { $0.key } }
  var values: [String] { entries.map { $0.value } }

  subscript(key: String) -> String? {
    get { entries.first { $0.key == key }?.value }
    set {
      if let place = entries.firstIndex(where: { $0.key == key }) {
        if let newValue { entries[place].value = newValue } else { entries.remove(at: place) }
      } else if let newValue {
        let place = entries.firstIndex { !precedes($0.key, key) } ?? entries.count
        entries.insert((key, newValue), at: place)
      }
    }
  }

  /// The number behind the last element.
  var nextIndex: Int64 { entries.last.flatMap { Int64($0.key) }.map { $0 + 1 } ?? 0 }

  /// Numbers go up; texts stand in the order of their hashes' low ten bits, of equal ones the newest first.
  private func precedes(_ key: String, _ other: String) -> Bool {
    guard isAssociative else { return (Int64(key) ?? 0) < (Int64(other) ?? 0) }
    return Self.bucket(key) < Self.bucket(other)
  }

  /// bash's hashlib.c: FNV-1 with 32 bits, in a table of 1024 buckets.
  private static func bucket(_ key: String) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in key.utf8 { hash = (hash &* 16_777_619) ^ UInt32(bitPattern: Int32(Int8(bitPattern: byte))) }
    return hash & 1023
  }
}
