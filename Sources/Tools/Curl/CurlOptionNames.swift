/// The names of curl's options (tool_getparam.c, aliases): which there are, which take a value, and how a short
/// one or an abbreviation is spelt out.
enum CurlOptionNames {
  enum Lookup: Hashable {
    case found(String, takesValue: Bool)
    case unknown
    case ambiguous
    /// `--no-NAME` of an option that is no switch.
    case notSwitch
    /// `--no-NAME`: the switch is turned off.
    case off(String)
  }

  static func short(_ letter: Character) -> (name: String, takesValue: Bool)? {
    guard let name = letters[letter] else { return nil }
    return (name, valued.contains(name))
  }

  /// A name without its dashes. Any beginning that only one option has will do.
  static func long(_ name: String) -> Lookup {
    let isNegated = name.hasPrefix("no-") && !switches.contains(name)
    let word = isNegated ? String(name.dropFirst(3)) : name
    guard let full = fullName(word) else { return .unknown }
    guard let full = full else { return .ambiguous }
    guard isNegated else { return .found(full, takesValue: valued.contains(full)) }
    return switches.contains(full) && !fixed.contains(full) ? .off(full) : .notSwitch
  }

  /// Nil when there is none, an inner nil when there are several.
  private static func fullName(_ word: String) -> String?? {
    let lower = word.lowercased()
    if valued.contains(lower) || switches.contains(lower) { return lower }
    let hits = all.filter { $0.hasPrefix(lower) }
    guard let first = hits.first else { return nil }
    return hits.count == 1 ? .some(.some(first)) : .some(nil)
  }

  private static let all = valuedNames + switchNames
  private static let valued = Set(valuedNames)
  private static let switches = Set(switchNames)
  /// Switches that `--no-` does not turn off (ARG_NONE).
  private static let fixed: Set<String> = [
    "help", "http1.0", "http1.1", "http2", "http2-prior-knowledge", "http3", "http3-only", "ipv4", "ipv6",
    "manual", "next", "sslv2", "sslv3", "tlsv1", "tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3", "version",
  ]

  private static let letters: [Character: String] = [
    "0": "http1.0", "1": "tlsv1", "2": "sslv2", "3": "sslv3", "4": "ipv4", "6": "ipv6", "a": "append",
    "A": "user-agent", "b": "cookie", "B": "use-ascii", "c": "cookie-jar", "C": "continue-at", "d": "data",
    "D": "dump-header", "e": "referer", "E": "cert", "f": "fail", "F": "form", "g": "globoff", "G": "get",
    "h": "help", "H": "header", "i": "include", "I": "head", "j": "junk-session-cookies",
    "J": "remote-header-name", "k": "insecure", "K": "config", "l": "list-only", "L": "location",
    "m": "max-time", "M": "manual", "n": "netrc", "N": "no-buffer", "o": "output", "O": "remote-name",
    "p": "proxytunnel", "P": "ftp-port", "q": "disable", "Q": "quote", "r": "range", "R": "remote-time",
    "s": "silent", "S": "show-error", "t": "telnet-option", "T": "upload-file", "u": "user",
    "U": "proxy-user", "v": "verbose", "V": "version", "w": "write-out", "x": "proxy", "X": "request",
    "Y": "speed-limit", "y": "speed-time", "z": "time-cond", "Z": "parallel", "#": "progress-bar",
    ":": "next",
  ]

  private static let valuedNames = words(
    """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
    connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary
    data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url
    dump-header egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
    ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms header
    hostpubmd5 hostpubsha256 hsts interface json keepalive-time key key-type krb libcurl limit-rate
    local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file
    noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto proto-default
    proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile
    proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name
    proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote
    random-file range rate referer request request-target resolve retry retry-delay retry-max-time
    sasl-authzid service-name socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit
    speed-time stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword
    tlsuser trace trace-ascii unix-socket upload-file url url-query user user-agent write-out
    """)

  private static let switchNames = words(
    """
    anyauth append basic cert-status compressed compressed-ssh create-dirs crlf digest disable
    disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure fail fail-early
    fail-with-body false-start form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc
    ftp-ssl-control get globoff haproxy-protocol head help http0.9 http1.0 http1.1 http2
    http2-prior-knowledge http3 http3-only ignore-content-length include insecure ipv4 ipv6
    junk-session-cookies list-only location location-trusted mail-rcpt-allowfails manual metalink negotiate
    netrc netrc-optional next no-alpn no-buffer no-clobber no-keepalive no-npn no-progress-meter
    no-sessionid ntlm ntlm-wb parallel parallel-immediate path-as-is post301 post302 post303 progress-bar
    proxy-anyauth proxy-basic proxy-digest proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
    proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw remote-header-name remote-name remote-name-all
    remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir show-error silent socks5-basic
    socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd
    ssl-revoke-best-effort sslv2 sslv3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay
    tftp-no-options tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time use-ascii verbose version
    xattr
    """)

  private static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map { String($0) }
  }
}
