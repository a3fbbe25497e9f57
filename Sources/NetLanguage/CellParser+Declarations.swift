extension CellParser {
  mutating func readHost(_ words: [LogicalLine.Word]) {
    guard let name = newName(words, of: "host") else { return }
    var host = HostDeclaration(name: line.located(name))
    var known = KnownNames.Host()
    var docker: LogicalLine.Word?
    var proxy: LogicalLine.Word?
    for word in words.dropFirst(2) {
      let option = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      switch option[0] {
      case "windows" where option.count == 1: host.isWindows = true
      case "forward" where option.count == 1: host.forwards = true
      case "docker":
        docker = word
        let version = dockerVersion(word, option.count == 2 ? String(option[1]) : nil)
        host.docker = Located(version, at: line.source(word.range))
      case "userland-proxy":
        proxy = word
        host.hasDockerProxy = isOn(word, option.count == 2 ? option[1] : "")
      case "dns": host.nameServers = addresses(of: word, behind: "dns=") ?? []
      case "search": host.searchDomains = domains(of: word, behind: "search=") ?? []
      default:
        report(
          "unknown-option", word.range, "a host has no option `\(word.text)`",
          suggestion: didYouMean(word.text, among: Self.hostOptions)
            ?? "options of a host are windows, docker[=VERSION], userland-proxy=false, forward, dns=ADDRESS and "
            + "search=DOMAIN")
      }
    }
    if let docker, host.isWindows {
      report(
        "conflicting-options", docker.range, "`docker` can not stand beside `windows`",
        suggestion: "Docker Engine runs on Linux hosts: give it a host of its own")
    }
    if let proxy, host.docker == nil {
      report(
        "conflicting-options", proxy.range, "`userland-proxy` is an option of Docker Engine",
        suggestion: "say docker, too: host \(name.text) docker \(proxy.text)")
    }
    known.isWindows = host.isWindows
    known.hasDocker = host.docker != nil
    names.introduce(name.text, as: .host(known), line: line.positions[0].line)
    add(.host(host))
  }

  /// `userland-proxy=false` or `=true`, as in Docker's daemon.json.
  private mutating func isOn(_ word: LogicalLine.Word, _ value: Substring) -> Bool {
    if value != "true" && value != "false" {
      report(
        "not-a-value", word.range, "`\(word.text)` is neither on nor off",
        suggestion: "userland-proxy=false, or userland-proxy=true")
    }
    return value != "false"
  }

  private static let hostOptions = ["windows", "docker", "forward", "userland-proxy", "dns", "search"]

  private mutating func dockerVersion(_ word: LogicalLine.Word, _ version: String?) -> DockerVersion {
    guard let version else { return DockerVersion(nil) }
    let parts = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    let isNumber = !parts.contains(nil) && parts.count <= 3
    let isKnown = parts[0] == 28 || parts[0] == 29 || (parts[0] == 20 && parts.count > 1 && parts[1] == 10)
    if !isNumber || !isKnown {
      report(
        "unknown-docker-version", word.range.lowerBound + 7..<word.range.upperBound,
        version.isEmpty ? "the Docker version is missing" : "Docker \(version) is not simulated",
        suggestion: "versions are 20.10, 28 and 29, or one of their releases such as 28.0.1")
    }
    return DockerVersion(version)
  }

  mutating func readSwitch(_ words: [LogicalLine.Word]) {
    guard let name = newName(words, of: "switch") else { return }
    names.introduce(name.text, as: .networkSwitch, line: line.positions[0].line)
    if words.count > 2 { report("unexpected-text", words[2].range, "a switch has a name and nothing else") }
    add(.switchDeclaration(line.located(name)))
  }

  mutating func readImage(_ words: [LogicalLine.Word]) {
    guard words.count > 1 else {
      return report("missing-name", end, "the image has no name", suggestion: Self.imageForm)
    }
    names.introduce(image: words[1].text)
    guard words.count > 2, words[2].text == "serves" else {
      return report(
        "malformed-image", words.count > 2 ? words[2].range : end, "expected `serves` after the image's name",
        suggestion: Self.imageForm)
    }
    guard let service = service(words, at: 3, form: Self.imageForm) else { return }
    add(.image(name: line.located(words[1]), service: service))
  }

  mutating func readServe(_ words: [LogicalLine.Word]) {
    guard words.count > 1 else {
      return report("missing-name", end, "`serve` names no node", suggestion: Self.serveForm)
    }
    let isKnown = checkNode(words[1].text, words[1].range)
    if words.count > 2, words[2].text == "dns" { return readNameService(words, isKnown) }
    if words.count > 2, words[2].text == "dhcp" { return readAddressService(words, isKnown) }
    guard let service = service(words, at: 2, form: Self.serveForm), isKnown else { return }
    add(.serve(node: line.located(words[1]), service: service))
  }

  private static let imageForm = "write `image NAME serves PORT/PROTO \"TEXT\"`"
  private static let serveForm = "write `serve NODE PORT/PROTO \"TEXT\"`"

  /// `PORT/PROTO "TEXT"`.
  private mutating func service(
    _ words: [LogicalLine.Word], at index: Int, form: String
  ) -> ServiceDeclaration? {
    guard index < words.count, !words[index].text.hasPrefix("\"") else {
      report(
        "malformed-service", index < words.count ? words[index].range : end,
        "expected a port such as `80/tcp`",
        suggestion: form)
      return nil
    }
    let word = words[index]
    let slash = word.text.firstIndex(of: "/").map { word.text.distance(from: word.text.startIndex, to: $0) }
    let number = word.range.lowerBound..<(word.range.lowerBound + (slash ?? word.range.count))
    let port = self.port(number)
    let transport = self.transport(word, after: slash)
    guard index + 1 < words.count else {
      report("missing-text", end, "the text that is served is missing", suggestion: form)
      return nil
    }
    guard let text = quotedText(from: words[index + 1].range.lowerBound), let port, let transport else {
      return nil
    }
    return ServiceDeclaration(port: port, transport: transport, text: text)
  }

  private mutating func port(_ range: Range<Int>) -> Located<Int>? {
    let text = line.text(range)
    guard let number = Int(text), (1...65535).contains(number) else {
      report("invalid-port", range, "`\(text)` is not a port", suggestion: "ports are 1 to 65535")
      return nil
    }
    return Located(number, at: line.source(range))
  }

  private mutating func transport(
    _ word: LogicalLine.Word, after slash: Int?
  ) -> ServiceDeclaration.Transport? {
    guard let slash else {
      report(
        "missing-protocol", word.range, "the port `\(word.text)` has no protocol",
        suggestion: "write `\(word.text)/tcp` or `\(word.text)/udp`")
      return nil
    }
    let range = word.range.lowerBound + slash + 1..<word.range.upperBound
    if let transport = ServiceDeclaration.Transport(rawValue: line.text(range)) { return transport }
    report(
      "unknown-protocol", range, "`\(line.text(range))` is not a protocol that can be served",
      suggestion: "protocols are tcp and udp")
    return nil
  }
}
