/// One field of a header as a diagram shows it.
struct HeaderField: Hashable, Sendable {
  /// The name that the protocol's RFC gives it.
  var name: String
  /// A multiple of four, so that hexadecimal digits never belong to two fields.
  var bits: Int
  var value: String
  /// Its hexadecimal digits, in pairs from the header's first octet on.
  var digits: String
}

/// A header, or the data behind the last one.
struct HeaderLayer: Hashable, Sendable {
  var name: String
  var fields: [HeaderField]
  /// Octets.
  var length: Int { fields.reduce(0) { $0 + $1.bits } / 8 }
}
