import Packets

/// `-x`, `-X`, `-A` and their doubled forms: the bytes themselves (tcpdump, ascii.c).
extension PacketPrinter {
  func dump(whole: Bytes, payload: Bytes) {
    switch options.dump {
    case .none: break
    case .hexadecimal: dumpHex(payload)
    case .hexadecimalWithLink: dumpHex(whole)
    case .both: dumpHexASCII(payload)
    case .bothWithLink: dumpHexASCII(whole)
    case .ascii: dumpASCII(payload)
    case .asciiWithLink: dumpASCII(whole)
    }
  }

  private func dumpHex(_ bytes: Bytes) {
    for row in rows(bytes) { text += "\n\t\(hex(row.offset, 4)): " + groups(row.bytes) }
  }

  func dumpHexASCII(_ bytes: Bytes) {
    for row in rows(bytes) {
      let characters = row.bytes.map { isGraphic($0) ? Character(UnicodeScalar($0)) : "." }
      text += "\n\t\(hex(row.offset, 4)): " + groups(row.bytes).padded(40) + "  " + String(characters)
    }
  }

  private func dumpASCII(_ bytes: Bytes) {
    text += "\n"
    var previousWasReturn = false
    for byte in bytes {
      if byte == 13 {
        previousWasReturn = true
        continue
      }
      if previousWasReturn {
        text += byte == 10 ? "" : "."
        previousWasReturn = false
      }
      let isKept = isGraphic(byte) || byte == 9 || byte == 32 || byte == 10
      text.append(isKept ? Character(UnicodeScalar(byte)) : ".")
    }
  }

  private func isGraphic(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

  private func rows(_ bytes: Bytes) -> [(offset: Int, bytes: Bytes)] {
    stride(from: 0, to: bytes.count, by: 16).map { ($0, bytes.dropFirst($0).prefix(16)) }
  }

  /// ` 4500 0054`: pairs of octets.
  private func groups(_ bytes: Bytes) -> String {
    var result = ""
    for (index, byte) in bytes.enumerated() { result += (index % 2 == 0 ? " " : "") + byte.hexadecimal }
    return result
  }
}
