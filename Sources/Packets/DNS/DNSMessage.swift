/// A message of the Domain Name System (RFC 1035, section 4).
package struct DNSMessage: Hashable, Sendable {
  package var identifier: UInt16
  package var isResponse = false
  /// What is asked for: 0 a query, 4 a notification, 5 an update.
  package var operation: UInt8 = 0
  package var isAuthoritative = false
  package var isTruncated = false
  package var recursionDesired = true
  package var recursionAvailable = false
  /// AD (RFC 4035, section 3.2.3).
  package var isAuthentic = false
  /// CD (RFC 4035, section 3.2.2).
  package var checkingDisabled = false
  package var responseCode = ResponseCode.noError
  package var questions: [Question] = []
  package var answers: [Record] = []
  package var authorities: [Record] = []
  /// Without the OPT record, which is `extensions`.
  package var additionals: [Record] = []
  /// EDNS; nil when there is no OPT record.
  package var extensions: Extensions?

  package init(identifier: UInt16) { self.identifier = identifier }

  package struct ResponseCode: Hashable, Sendable {
    package var number: UInt8
    package init(_ number: UInt8) { self.number = number & 0xF }
    package static let noError = ResponseCode(0)
    package static let formatError = ResponseCode(1)
    package static let serverFailure = ResponseCode(2)
    /// The name does not exist (NXDOMAIN).
    package static let nameError = ResponseCode(3)
    package static let notImplemented = ResponseCode(4)
    package static let refused = ResponseCode(5)
  }

  package struct RecordClass: Hashable, Sendable {
    package var number: UInt16
    package init(_ number: UInt16) { self.number = number }
    package static let internet = RecordClass(1)
    package static let chaos = RecordClass(3)
    package static let any = RecordClass(255)
  }

  package struct Question: Hashable, Sendable {
    /// Without the last dot; empty for the root.
    package var name: String
    package var type: RecordType
    package var recordClass: RecordClass
    package init(name: String, type: RecordType, recordClass: RecordClass = .internet) {
      self.name = name
      self.type = type
      self.recordClass = recordClass
    }
  }

  package struct Record: Hashable, Sendable {
    package var name: String
    package var recordClass = RecordClass.internet
    /// Seconds.
    package var timeToLive: UInt32
    package var data: RecordData
    package init(name: String, timeToLive: UInt32, data: RecordData) {
      self.name = name
      self.timeToLive = timeToLive
      self.data = data
    }
  }

  /// The OPT record (RFC 6891, section 6.1).
  package struct Extensions: Hashable, Sendable {
    /// The largest message over UDP that the sender takes.
    package var payloadSize: UInt16
    package var version: UInt8 = 0
    /// DO: the sender wants DNSSEC's records.
    package var wantsSignatures = false
    package var options: [Option] = []

    package struct Option: Hashable, Sendable {
      package var code: UInt16
      package var value: Bytes
      package init(code: UInt16, value: Bytes) {
        self.code = code
        self.value = value
      }
      /// A client's cookie, and the server's behind it (RFC 7873).
      package static let cookie: UInt16 = 10
      /// Why an answer is an error (RFC 8914).
      package static let extendedError: UInt16 = 15
    }

    package init(payloadSize: UInt16) { self.payloadSize = payloadSize }
  }

  /// The name that stands for an address in questions for PTR records (RFC 1035, section 3.5).
  package static func reverseName(of address: IPv4Address) -> String {
    let (a, b, c, d) = address.octets
    return "\(d).\(c).\(b).\(a).in-addr.arpa"
  }

  /// The address that such a name stands for; nil for any other name.
  package static func address(ofReverseName name: String) -> IPv4Address? {
    let name = name.lowercased()
    let suffix = ".in-addr.arpa"
    guard name.hasSuffix(suffix) else { return nil }
    let octets = name.dropLast(suffix.utf8.count).split(separator: ".", omittingEmptySubsequences: false)
    return octets.count == 4 ? IPv4Address(octets.reversed().joined(separator: ".")) : nil
  }
}
