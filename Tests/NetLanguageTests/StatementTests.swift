import NetLanguage
import Testing

@Suite struct StatementTests {
  @Test func `a host has options`() throws {
    guard case .host(let host) = try statements("host win11 windows forward")[0] else {
      throw Fault(summary: "no host")
    }
    #expect(host.name.value == "win11")
    #expect(host.isWindows && host.forwards && host.docker == nil)
  }

  @Test(arguments: [nil, "20.10", "28", "28.0.1", "29.1"] as [String?])
  func `Docker may have a version`(version: String?) throws {
    let option = version.map { "docker=\($0)" } ?? "docker"
    guard case .host(let host) = try statements("host h \(option) forward")[0] else {
      throw Fault(summary: "no host")
    }
    #expect(host.docker?.value == DockerVersion(version))
  }

  @Test func `a link has two ends, addresses and options`() throws {
    let kinds = try statements(
      network + "link a:eth0 10.0.0.1/24 10.0.1.1/31 -- lan mtu=1400 delay=1.5ms loss=0.1% rate=10mbit")
    guard case .link(let link) = kinds.last else { throw Fault(summary: "no link") }
    #expect(link.left.node.value == "a")
    #expect(link.left.interface?.value == "eth0")
    #expect(
      link.left.addresses.map(\.value) == [
        AddressText(bits: 0x0A00_0001, length: 24), AddressText(bits: 0x0A00_0101, length: 31),
      ])
    #expect(link.right.node.value == "lan" && link.right.interface == nil)
    #expect(link.mtu?.value == 1400)
    #expect(link.delayNanoseconds?.value == 1_500_000)
    #expect(link.loss?.value == 1000)
    #expect(link.rate?.value == 10_000_000)
  }

  @Test func `two switches may be linked`() throws {
    #expect(try statements("switch one\nswitch two\nlink one -- two").count == 3)
  }

  @Test func `images and hosts serve a text`() throws {
    let kinds = try statements(
      network + "image web serves 8080/tcp \"say \\\"hi\\\"\"\nserve a 53/udp \"ok\"")
    guard case .image(let name, let page) = kinds[3], case .serve(let node, let answer) = kinds[4] else {
      throw Fault(summary: "no services")
    }
    #expect(name.value == "web" && page.port.value == 8080 && page.transport == .tcp)
    #expect(page.text.value == "say \"hi\"")
    #expect(
      node.value == "a" && answer.port.value == 53 && answer.transport == .udp && answer.text.value == "ok")
  }

  @Test func `blank lines and comments mean nothing`() throws {
    #expect(try statements("\n# a comment \\\nhost a\n\n").count == 1)
  }

  @Test func `a backslash joins lines, and places stay true`() {
    let cell = CellParser.parse("a# ping \\\n  -c <N>", firstLine: 10, firstColumn: 3, names: known("host a"))
    #expect(cell.statements[0].text == "a# ping   -c <N>")
    #expect(cell.statements[0].range == SourceRange(start: SourcePosition(line: 10, column: 3), length: 8))
    #expect(cell.diagnostics[0].range == SourceRange(start: SourcePosition(line: 11, column: 8), length: 3))
  }

  @Test func `the head of a cell has options`() {
    let cell = CellParser.parse("#| label: \"nat table\"\n#| error: true\n#| fold: false\nhost a")
    #expect(cell.diagnostics.isEmpty)
    #expect(cell.options.label?.value == "nat table")
    #expect(cell.options.error == true && cell.options.fold == false && cell.options.echo == nil)
  }

  @Test func `names go from cell to cell until a fresh one`() throws {
    let names = known(network)
    #expect(names.consoleNames == ["a", "centos"])
    #expect(try statements("a# ip addr", names: names).count == 1)
    #expect(messages("#| fresh: true\na# ip addr", names: names).contains("there is no host `a`"))
  }
}

@Suite struct ConsoleLineTests {
  @Test(arguments: [
    ("a# ip addr", "a#", "ip addr"), ("a$ ip addr  ", "a$", "ip addr"), ("a> ip addr", "a>", "ip addr"),
    ("[root@a ~]# ip addr", "[root@a ~]#", "ip addr"), ("[root@a ~ ]# ip addr", "[root@a ~ ]#", "ip addr"),
    ("root@a:~# ip addr", "root@a:~#", "ip addr"), ("root@a:/etc# ls #x", "root@a:/etc#", "ls #x"),
    ("a#ip addr", "a#", "ip addr"), ("[root@a ~]#ip addr", "[root@a ~]#", "ip addr"),
    ("  a# ip addr", "a#", "ip addr"),
  ])
  func `prompts are those that people paste`(line: String, prompt: String, command: String) throws {
    guard case .console(let console) = try statements("host a\n" + line).last else {
      throw Fault(summary: "no line")
    }
    #expect(console.node.value == "a")
    #expect(console.prompt == prompt)
    #expect(console.command.value == command)
    #expect(!console.isTraced)
  }

  @Test func `trace marks a console line`() throws {
    guard case .console(let console) = try statements("host a\ntrace  [root@a ~]# ping b").last else {
      throw Fault(summary: "no line")
    }
    #expect(console.isTraced && console.command.value == "ping b")
  }

  @Test func `a bare prompt at the end means nothing`() throws {
    #expect(try statements("host a\na# ip a\na#\n").count == 2)
  }

  @Test func `containers that Docker runs have consoles`() throws {
    let names = known(network + "centos# docker run -d --name web nginx && docker create --name='db' mysql")
    #expect(names.consoleNames == ["a", "centos", "web", "db"])
    #expect(names["web"] == .container)
  }

  @Test func `an unknown node may be a container's where Docker runs`() throws {
    #expect(try statements(network + "web_1# ip addr").count == 4)
    #expect(messages("host a\nweb_1# ip addr").contains("there is no host `web_1`"))
  }

  @Test func `a cell on a node is a script`() {
    let cell = CellParser.parse(
      "#| on: a\nip addr\n$ host b\n# a remark\ntrace ping b\ntrace $ ping c\nexpect exit 0\n$\n^C",
      names: known("host a"))
    #expect(cell.diagnostics.isEmpty)
    let commands = cell.statements.compactMap { statement -> String? in
      guard case .console(let console) = statement.kind else { return nil }
      return console.node.value + "|" + console.prompt + "|" + console.command.value
    }
    #expect(commands == ["a|a#|ip addr", "a|$|host b", "a|a#|ping b", "a|$|ping c"])
    #expect(cell.statements.count == 5)
  }

  @Test func `a bare hash is a prompt where nothing else is`() {
    let cell = CellParser.parse("#| on: a\n# ip addr\n# ping b", names: known("host a"))
    #expect(cell.statements.count == 2)
  }

  @Test func `an apostrophe is no quote on Windows`() throws {
    #expect(try statements("host w windows\nw> echo it's").count == 2)
  }

  @Test func `quotes inside a substitution are their own`() throws {
    #expect(try statements("host a\na# echo \"$(echo \"it's\")\" # don't").count == 2)
  }

  @Test func `quoted Chinese and comments keep their punctuation`() throws {
    #expect(try statements("host a\na# echo '（“好”）' 你好，世界 # 注释：“引用”").count == 2)
  }
}

func known(_ text: String) -> KnownNames { CellParser.parse(text).names }
