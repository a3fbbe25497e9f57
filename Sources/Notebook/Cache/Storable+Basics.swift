import NetLanguage
import Simulation

extension Int: Storable {
  func store(in writer: inout StoredWriter) { writer.number(self) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self = try reader.number() }
}

extension Storable where Self: FixedWidthInteger {
  func store(in writer: inout StoredWriter) { writer.number(Int(truncatingIfNeeded: self)) }
  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(truncatingIfNeeded: try reader.number())
  }
}

extension UInt8: Storable {}
extension UInt16: Storable {}
extension UInt32: Storable {}
extension UInt64: Storable {}
extension Int32: Storable {}
extension Int64: Storable {}

extension Bool: Storable {
  func store(in writer: inout StoredWriter) { writer.byte(self ? 1 : 0) }
  init(from reader: inout StoredReader) throws(StoredDamage) {
    switch try reader.byte() {
    case 0: self = false
    case 1: self = true
    default: throw StoredDamage()
    }
  }
}

extension String: Storable {
  func store(in writer: inout StoredWriter) { writer.string(self) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self = try reader.string() }
}

extension Storable where Self: RawRepresentable, RawValue: Storable {
  func store(in writer: inout StoredWriter) { writer(rawValue) }
  init(from reader: inout StoredReader) throws(StoredDamage) {
    guard let value = Self(rawValue: try reader()) else { throw StoredDamage() }
    self = value
  }
}

extension Nanoseconds: Storable {
  func store(in writer: inout StoredWriter) { writer(count) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self.init(try reader() as Int64) }
}

extension SourceRange: Storable {
  func store(in writer: inout StoredWriter) {
    writer.ownLine(start.line)
    writer(start.column)
    writer(length)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    let start = SourcePosition(line: try reader.ownLine(), column: try reader())
    self.init(start: start, length: try reader())
  }
}

extension Diagnostic.Severity: Storable {}
