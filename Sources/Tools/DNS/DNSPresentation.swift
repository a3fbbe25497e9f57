import Packets

/// Records in the form of zone files (RFC 1035, section 5.1), laid out as BIND does (lib/dns/masterdump.c).
struct DNSPresentation {
  /// Where columns begin.
  private var lifetimeColumn = 24
  private var classColumn = 32
  private var typeColumn = 40
  private var dataColumn = 48
  var showsLifetime = true
  var showsClass = true

  /// `+multiline` puts lifetime, class and type close together.
  init(showsLifetime: Bool = true, showsClass: Bool = true, isMultiline: Bool = false) {
    self.showsLifetime = showsLifetime
    self.showsClass = showsClass
    if isMultiline || !showsLifetime && !showsClass {
      (classColumn, typeColumn, dataColumn) = (24, 24, 32)
    } else if !showsLifetime || !showsClass {
      (classColumn, typeColumn, dataColumn) = (24, 32, 40)
    }
    if !showsClass, showsLifetime, !isMultiline { classColumn = 24 }
  }

  /// A name with its last dot.
  static func absolute(_ name: String) -> String { name + "." }

  func question(_ question: DNSMessage.Question) -> String {
    var line = Line(text: Self.absolute(question.name))
    if showsClass { line.add(Self.className(question.recordClass), at: classColumn) }
    line.add(question.type.name, at: typeColumn)
    return ";" + line.text
  }

  func record(_ record: DNSMessage.Record) -> String {
    var line = Line(text: Self.absolute(record.name))
    if showsLifetime { line.add(String(record.timeToLive), at: lifetimeColumn) }
    if showsClass { line.add(Self.className(record.recordClass), at: classColumn) }
    line.add(record.data.type.name, at: typeColumn)
    line.add(Self.data(record.data), at: dataColumn)
    return line.text
  }

  private struct Line {
    var text: String

    /// Goes to a column by tabs, or by one space if it has passed it.
    mutating func add(_ more: String, at column: Int) {
      var here = 0
      for character in text { here = character == "\t" ? (here / 8 + 1) * 8 : here + 1 }
      guard here < column else {
        text += " " + more
        return
      }
      let tabs = column / 8 - here / 8
      if tabs > 0 { here = column / 8 * 8 }
      text += String(repeating: "\t", count: tabs) + String(repeating: " ", count: column - here) + more
    }
  }

  static func className(_ number: DNSMessage.RecordClass) -> String {
    switch number {
    case .internet: "IN"
    case .chaos: "CH"
    case .any: "ANY"
    default: "CLASS\(number.number)"
    }
  }

  static func data(_ data: DNSMessage.RecordData) -> String {
    switch data {
    case .address(let address): "\(address)"
    case .longAddress(let address): "\(address)"
    case .nameServer(let name), .canonicalName(let name), .pointer(let name): absolute(name)
    case .mailExchange(let preference, let name): "\(preference) \(absolute(name))"
    case .text(let strings): strings.map(quoted).joined(separator: " ")
    case .service(let priority, let weight, let port, let target):
      "\(priority) \(weight) \(port) \(absolute(target))"
    case .authority(let start):
      "\(absolute(start.nameServer)) \(absolute(start.mailbox)) \(start.serial) \(start.refresh) "
        + "\(start.retry) \(start.expire) \(start.minimum)"
    // RFC 3597, section 5.
    case .other(_, let bytes):
      "\\# \(bytes.count)"
        + (bytes.isEmpty ? "" : " " + bytes.map { $0.hexadecimal.uppercased() }.joined())
    }
  }

  private static func quoted(_ bytes: Bytes) -> String {
    var text = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += "\\" + String(UnicodeScalar(byte))
      case 0x20...0x7E: text.unicodeScalars.append(UnicodeScalar(byte))
      default: text += "\\" + String(String(1000 + Int(byte)).dropFirst())
      }
    }
    return text + "\""
  }

  static func responseCode(_ code: DNSMessage.ResponseCode) -> String {
    let names = [
      "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET",
      "NOTAUTH", "NOTZONE",
    ]
    return Int(code.number) < names.count ? names[Int(code.number)] : "RESERVED\(code.number)"
  }
}
