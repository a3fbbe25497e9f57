import Packets

/// The normal form of a rule: as `iptables -S` prints it, and as traces show it.
extension RuleSpecification {
  /// `-A CHAIN -s … -d … -i … -o … -p … -f`, the matches in their order, then the target. `counters` stand where
  /// `-S -v` has them, such as `-c 3 4284`.
  package func text(in chain: String, counters: String? = nil) -> String {
    var words = ["-A", chain] + headerWords + matches.map { $0.text }
    if let counters { words.append(counters) }
    if let text = target.text { words.append(text) }
    return words.joined(separator: " ")
  }

  private var headerWords: [String] {
    var words: [String] = []
    if let source { words.append(source.text("-s")) }
    if let destination { words.append(destination.text("-d")) }
    if let input { words.append(input.text("-i")) }
    if let output { words.append(output.text("-o")) }
    if let proto { words.append(proto.text) }
    if let isLaterFragment { words.append(isLaterFragment ? "-f" : "! -f") }
    return words
  }
}

extension AddressCondition {
  /// `10.0.0.0/8`, or with a mask that is no prefix `10.0.0.0/255.0.255.0`.
  package var text: String {
    length.map { "\(address)/\($0)" } ?? "\(address)/\(IPv4Address(bits: mask))"
  }

  func text(_ option: String) -> String { (isInverted ? "! " : "") + option + " " + text }
}

extension InterfaceCondition {
  func text(_ option: String) -> String { (isInverted ? "! " : "") + option + " " + text }
}

extension ProtocolCondition {
  var text: String { (isInverted ? "! " : "") + "-p " + (ProtocolNames.name(of: proto) ?? "\(proto.number)") }
}

extension ClosedRange where Bound: BinaryInteger {
  /// `80`, or `80:90`.
  package var portText: String {
    lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound):\(upperBound)"
  }
}

extension UInt32 {
  /// `0x` and lower-case digits, as iptables prints marks.
  package var hexadecimal: String { "0x" + String(self, radix: 16) }
}
