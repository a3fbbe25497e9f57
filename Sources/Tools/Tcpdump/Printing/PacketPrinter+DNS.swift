import Packets

/// DNS (print-domain.c; RFC 1035, section 4).
extension PacketPrinter {
  /// A message over TCP, behind its two octets of length.
  func printTCPDNS(_ data: Bytes) throws(CutOff) {
    guard let length = data.number(0, octets: 2) else { throw CutOff(proto: "domain") }
    guard Int(length) == data.count - 2 else {
      text += " [prefix length(\(length)) != length(\(data.count - 2))] (invalid)"
      return
    }
    text += " "
    try printDNS(data.dropFirst(2), length: Int(length), isMulticast: false)
  }

  private static var dnsHeaderLength: Int { 12 }

  func printDNS(_ bytes: Bytes, length: Int, isMulticast: Bool) throws(CutOff) {
    guard length >= Self.dnsHeaderLength else {
      text += "domain [length \(length) < \(Self.dnsHeaderLength)] (invalid)"
      return
    }
    var message = DNSText(bytes)
    guard let head = message.header else { throw CutOff(proto: "domain") }
    text += "\(head.identifier)"
    do throws(DNSText.CutOff) {
      text += try head.isResponse ? response(head, &message) : query(head, &message)
    } catch {
      text += error.text
      throw CutOff(proto: "domain")
    }
    text += " (\(length))"
  }

  private func query(_ head: DNSText.Header, _ message: inout DNSText) throws(DNSText.CutOff) -> String {
    var text = DNSText.operation(head.operation)
    if head.recursionDesired { text += "+" }
    if head.checkingDisabled { text += "%" }
    if head.questions != 1 { text += " [\(head.questions)q]" }
    if head.answers != 0 { text += " [\(head.answers)a]" }
    if head.authorities != 0 { text += " [\(head.authorities)n]" }
    if head.additionals != 0 { text += " [\(head.additionals)au]" }
    for index in 0..<head.questions {
      if index > 0 { text += "," }
      text += try message.question()
    }
    // Very verbose: the additional records too.
    guard options.verbosity > 1 else { return text }
    if head.answers > 0 { text += try records(head.answers, "", &message) }
    if head.authorities > 0 { text += try records(head.authorities, "ns:", &message) }
    if head.additionals > 0 { text += try records(head.additionals, "ar:", &message) }
    return text
  }

  private func response(_ head: DNSText.Header, _ message: inout DNSText) throws(DNSText.CutOff) -> String {
    var text = DNSText.operation(head.operation) + DNSText.responseCode(head.responseCode)
    if head.isAuthoritative { text += "*" }
    if !head.recursionAvailable { text += "-" }
    if head.isTruncated { text += "|" }
    if head.isAuthentic { text += "$" }
    if head.questions != 1 { text += " [\(head.questions)q]" }
    for index in 0..<head.questions {
      let question = try message.question()
      if options.verbosity > 1 { text += index == 0 ? " q:" + question : "," + question }
    }
    text += " \(head.answers)/\(head.authorities)/\(head.additionals)"
    if head.answers > 0 { text += try records(head.answers, "", &message) }
    guard options.verbosity > 1 else { return text }
    if head.authorities > 0 { text += try records(head.authorities, "ns:", &message) }
    if head.additionals > 0 { text += try records(head.additionals, "ar:", &message) }
    return text
  }

  private func records(
    _ count: Int, _ title: String, _ message: inout DNSText
  ) throws(DNSText.CutOff) -> String {
    var text = title.isEmpty ? "" : " " + title
    for index in 0..<count {
      if index > 0 { text += "," }
      text += try message.record(withName: isVerbose)
    }
    return text
  }
}
