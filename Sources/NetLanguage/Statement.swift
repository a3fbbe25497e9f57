/// One statement of a cell.
package struct Statement: Hashable, Sendable {
  package var kind: Kind
  /// The statement's first line.
  package var range: SourceRange
  /// The line as written, continuations joined, trailing space cut.
  package var text: String

  package init(_ kind: Kind, at range: SourceRange, text: String) {
    self.kind = kind
    self.range = range
    self.text = text
  }

  package enum Kind: Hashable, Sendable {
    case host(HostDeclaration)
    case switchDeclaration(Located<String>)
    case link(LinkDeclaration)
    case image(name: Located<String>, service: ServiceDeclaration)
    case serve(node: Located<String>, service: ServiceDeclaration)
    case serveNames(NameServiceDeclaration)
    case serveAddresses(AddressServiceDeclaration)
    case console(ConsoleLine)
    case expect(Expectation)
  }
}

package struct HostDeclaration: Hashable, Sendable {
  package var name: Located<String>
  package var isWindows = false
  /// Docker Engine is installed and running.
  package var docker: Located<DockerVersion>?
  /// `userland-proxy=false`: the daemon starts no docker-proxy, as `dockerd --userland-proxy=false`.
  package var hasDockerProxy = true
  package var forwards = false
  /// The name servers that the host asks, as bits of addresses.
  package var nameServers: [UInt32] = []
  package var searchDomains: [String] = []

  package init(name: Located<String>) { self.name = name }
}

/// `docker` alone is nil, `docker=28` is "28".
package struct DockerVersion: Hashable, Sendable {
  package var text: String?
  package init(_ text: String?) { self.text = text }
}

package struct LinkDeclaration: Hashable, Sendable {
  package var left: LinkEnd
  package var right: LinkEnd
  package var mtu: Located<Int>?
  package var delayNanoseconds: Located<Int64>?
  /// In parts per million.
  package var loss: Located<Int>?
  /// Bits per second.
  package var rate: Located<Int64>?

  package init(left: LinkEnd, right: LinkEnd) {
    self.left = left
    self.right = right
  }
}

/// One end of a cable: a host's interface with its addresses, or a switch.
package struct LinkEnd: Hashable, Sendable {
  package var node: Located<String>
  /// Nil for a switch.
  package var interface: Located<String>?
  /// `ADDRESS/PREFIX`, checked.
  package var addresses: [Located<AddressText>] = []

  package init(node: Located<String>, interface: Located<String>?) {
    self.node = node
    self.interface = interface
  }
}

/// A checked IPv4 address with its prefix length; bits in network order.
package struct AddressText: Hashable, Sendable {
  package var bits: UInt32
  package var length: Int
  package init(bits: UInt32, length: Int) {
    self.bits = bits
    self.length = length
  }
}

package struct ServiceDeclaration: Hashable, Sendable {
  package enum Transport: String, Hashable, Sendable { case tcp, udp }
  package var port: Located<Int>
  package var transport: Transport
  package var text: Located<String>

  package init(port: Located<Int>, transport: Transport, text: Located<String>) {
    self.port = port
    self.transport = transport
    self.text = text
  }
}

/// `serve NODE dns NAME=VALUE…`: a name server and what it knows.
package struct NameServiceDeclaration: Hashable, Sendable {
  package enum Entry: Hashable, Sendable {
    /// `NAME=ADDRESS`
    case address(name: String, bits: UInt32)
    /// `*.NAME=ADDRESS`: the name and every one below it.
    case domain(name: String, bits: UInt32)
    /// `NAME=NAME`
    case alias(name: String, target: String)
    /// `forward=ADDRESS`: who is asked about everything else.
    case forward(bits: UInt32)
  }
  package var node: Located<String>
  package var entries: [Entry] = []

  package init(node: Located<String>) { self.node = node }
}

/// `serve NODE dhcp FIRST-LAST …`: a server that gives addresses out, and what it tells with them.
package struct AddressServiceDeclaration: Hashable, Sendable {
  package var node: Located<String>
  package var first: UInt32
  package var last: UInt32
  /// Nil for the server's own address.
  package var router: UInt32?
  package var nameServers: [UInt32] = []
  package var domain: String?
  /// Seconds.
  package var lease: Int?

  package init(node: Located<String>, first: UInt32, last: UInt32) {
    (self.node, self.first, self.last) = (node, first, last)
  }
}

/// A command at a node's prompt.
package struct ConsoleLine: Hashable, Sendable {
  package var node: Located<String>
  /// As written, for transcripts: `centos#`, `win11>`, `[root@centos ~]#`.
  package var prompt: String
  package var command: Located<String>
  package var isTraced: Bool

  package init(node: Located<String>, prompt: String, command: Located<String>, isTraced: Bool) {
    self.node = node
    self.prompt = prompt
    self.command = command
    self.isTraced = isTraced
  }

  /// For transcripts: of a command with a here-document, the line that begins it.
  package var shownCommand: String { String(command.value.prefix { $0 != "\n" }) }
}

/// A claim about the console line above it.
package struct Expectation: Hashable, Sendable {
  package var claim: Claim
  /// `not` stood before the verb.
  package var isNegated = false
  /// `never` stood before it: about every packet of the cell, traced or not.
  package var isNever = false

  package init(_ claim: Claim, isNegated: Bool = false) {
    self.claim = claim
    self.isNegated = isNegated
  }

  package enum Claim: Hashable, Sendable {
    case outputIs(Located<String>)
    case outputContains(Located<String>)
    /// A regular expression, without its slashes.
    case outputMatches(Located<String>)
    case outputIsEmpty
    case exit(Located<Int>)
    case path([Located<String>])
    case replyPath([Located<String>])
    case seen(node: Located<String>, interface: Located<String>, source: Endpoint, destination: Endpoint)
    case hits(node: Located<String>, table: Located<String>, chain: Located<String>, rule: Located<String>)
    case skips(node: Located<String>, table: Located<String>, chain: Located<String>, rule: Located<String>)
    case dropped(node: Located<String>, table: Located<String>?, chain: Located<String>?)
    /// A packet comes to the node, and not only since a switch sent it everywhere. Only behind `never`.
    case reaches(node: Located<String>)
    /// A packet's addresses or ports are rewritten there. Only behind `never`.
    case rewritten(node: Located<String>)
  }

  /// `ADDRESS`, `ADDRESS:PORT`, with `*` for anything.
  package struct Endpoint: Hashable, Sendable {
    package var address: UInt32?
    package var port: Int?
    package var text: Located<String>
    package init(address: UInt32?, port: Int?, text: Located<String>) {
      self.address = address
      self.port = port
      self.text = text
    }
  }
}

/// The options at the head of a cell: lines `#| key: value`.
package struct CellOptions: Hashable, Sendable {
  package var label: Located<String>?
  package var echo: Bool?
  package var output: Bool?
  package var eval: Bool?
  package var fold: Bool?
  /// The node that unprompted lines are for.
  package var on: Located<String>?
  /// The cell is expected to fail.
  package var error: Bool?
  package var caption: Located<String>?
  package var ipv6: Bool?
  /// Start from an empty network.
  package var fresh: Bool?
  package var include: Located<String>?
  /// Go on from the network as it stood after the cell with this label.
  package var from: Located<String>?

  package init() {}
}

/// A cell's text, parsed: as many statements as could be understood, and everything that could not.
package struct ParsedCell: Hashable, Sendable {
  package var options: CellOptions
  package var statements: [Statement]
  package var diagnostics: [Diagnostic]
  /// What was known before and what this cell introduced: for parsing the note's next cell.
  package var names: KnownNames
  /// The file that the statements stand in, where it is not the note itself.
  package var file: String?

  package init(
    options: CellOptions, statements: [Statement], diagnostics: [Diagnostic], names: KnownNames = KnownNames()
  ) {
    self.options = options
    self.statements = statements
    self.diagnostics = diagnostics
    self.names = names
  }
}
