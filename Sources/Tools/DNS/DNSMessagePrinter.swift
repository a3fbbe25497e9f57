import Packets

/// A message section by section, as `dig` and `host -v` show it (lib/dns/message.c, dns_message_totext).
struct DNSMessagePrinter {
  var presentation = DNSPresentation()
  /// Headings, and the empty lines between the parts.
  var showsComments = true
  var showsQuestion = true
  var showsAnswer = true
  var showsAuthority = true
  var showsAdditional = true

  func header(_ message: DNSMessage) -> String {
    let operations = ["QUERY", "IQUERY", "STATUS", "RESERVED3", "NOTIFY", "UPDATE"]
    let operation = Int(message.operation)
    var flags = ""
    for (isSet, name) in [
      (message.isResponse, "qr"), (message.isAuthoritative, "aa"), (message.isTruncated, "tc"),
      (message.recursionDesired, "rd"), (message.recursionAvailable, "ra"), (message.isAuthentic, "ad"),
      (message.checkingDisabled, "cd"),
    ] where isSet { flags += " " + name }
    let additionals = message.additionals.count + (message.extensions == nil ? 0 : 1)
    return """
      ;; ->>HEADER<<- opcode: \(operation < operations.count ? operations[operation] : "RESERVED\(operation)"), \
      status: \(DNSPresentation.responseCode(message.responseCode)), id: \(message.identifier)
      ;; flags:\(flags); QUERY: \(message.questions.count), ANSWER: \(message.answers.count), \
      AUTHORITY: \(message.authorities.count), ADDITIONAL: \(additionals)

      """
  }

  func sections(_ message: DNSMessage) -> String {
    var text = ""
    if showsComments, let extensions = message.extensions { text += pseudosection(extensions) }
    if showsQuestion, !message.questions.isEmpty {
      text += section("QUESTION", message.questions.map { presentation.question($0) })
    }
    if showsAnswer { text += records("ANSWER", message.answers) }
    if showsAuthority { text += records("AUTHORITY", message.authorities) }
    if showsAdditional { text += records("ADDITIONAL", message.additionals) }
    return text
  }

  private func records(_ title: String, _ records: [DNSMessage.Record]) -> String {
    records.isEmpty ? "" : section(title, records.map { presentation.record($0) })
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    let body = lines.map { $0 + "\n" }.joined()
    return showsComments ? ";; \(title) SECTION:\n\(body)\n" : body
  }

  private func pseudosection(_ extensions: DNSMessage.Extensions) -> String {
    var text = ";; OPT PSEUDOSECTION:\n; EDNS: version: \(extensions.version), flags:"
    text += (extensions.wantsSignatures ? " do" : "") + "; udp: \(extensions.payloadSize)\n"
    for option in extensions.options {
      switch option.code {
      case DNSMessage.Extensions.Option.cookie:
        text += "; COOKIE: " + option.value.map { $0.hexadecimal }.joined() + "\n"
      case DNSMessage.Extensions.Option.extendedError where option.value.count >= 2:
        text += "; EDE: " + Self.extendedError(Array(option.value)) + "\n"
      default:
        text += "; OPT=\(option.code): " + option.value.map { $0.hexadecimal }.joined(separator: " ") + "\n"
      }
    }
    return text
  }

  /// RFC 8914, section 5.2.
  private static func extendedError(_ bytes: [UInt8]) -> String {
    let names = [
      "Other", "Unsupported DNSKEY Algorithm", "Unsupported DS Digest Type", "Stale Answer", "Forged Answer",
      "DNSSEC Indeterminate", "DNSSEC Bogus", "Signature Expired", "Signature Not Yet Valid",
      "DNSKEY Missing",
      "RRSIGs Missing", "No Zone Key Bit Set", "NSEC Missing", "Cached Error", "Not Ready", "Blocked",
      "Censored", "Filtered", "Prohibited", "Stale NXDOMAIN Answer", "Not Authoritative", "Not Supported",
      "No Reachable Authority", "Network Error", "Invalid Data",
    ]
    let code = Int(bytes[0]) << 8 | Int(bytes[1])
    var text = "\(code)" + (code < names.count ? " (\(names[code]))" : "")
    if bytes.count > 2 { text += ": (\(String(decoding: bytes[2...], as: UTF8.self)))" }
    return text
  }
}
