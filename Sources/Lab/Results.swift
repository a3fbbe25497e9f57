package import NetLanguage
package import Simulation

/// What running a cell gave. Rendering decides what it looks like; nothing parses printed text back.
package struct CellResult: Hashable, Sendable {
  package var lines: [LineResult] = []
  /// Everything that went wrong: commands, expectations, statements that could not be carried out.
  package var failures: [Failure] = []
  /// The network as it stood when the cell had run.
  package var topology: Topology

  package init(topology: Topology) { self.topology = topology }
}

/// One console line.
package struct LineResult: Hashable, Sendable {
  package var statement: Statement
  package var line: ConsoleLine
  /// Standard output and standard error in the order in which they were written.
  package var output: String
  package var exitStatus: Int
  /// The rows behind the output, for commands that list things.
  package var listings: [Listing]
  /// Empty unless the line is traced.
  package var trace: [TraceStep]
  package var isTraceTruncated: Bool
  /// The chains that the traced packets came through.
  package var chains: [VisitedChain]
  /// Virtual time when the line began.
  package var started: Nanoseconds
  /// Why its packets ended where they did; only known when the cell was run to be explained.
  package var explanation: Explanation?

  package init(
    statement: Statement, line: ConsoleLine, output: String, exitStatus: Int, listings: [Listing],
    trace: [TraceStep], isTraceTruncated: Bool, chains: [VisitedChain] = [], started: Nanoseconds
  ) {
    self.statement = statement
    self.line = line
    self.output = output
    self.exitStatus = exitStatus
    self.listings = listings
    self.trace = trace
    self.isTraceTruncated = isTraceTruncated
    self.chains = chains
    self.started = started
  }
}

package struct Failure: Hashable, Sendable {
  package var range: SourceRange
  /// Stable, for machines: `expect-output`, `command-failed`, `not-simulated`.
  package var identifier: String
  /// One line.
  package var summary: String
  /// What was expected and what was seen, and why, line by line.
  package var details: [String]
  /// Other lines of the source that explain it, each with its sentence.
  package var related: [Related]
  /// The reasons among `details` and `related`, in all languages; nil where nothing is known.
  package var explanation: Explanation?

  package struct Related: Hashable, Sendable {
    package var origin: Origin
    package var phrase: Phrase
    package var text: String { phrase.english }
    package init(origin: Origin, _ phrase: Phrase) {
      self.origin = origin
      self.phrase = phrase
    }
  }

  package init(
    _ identifier: String, at range: SourceRange, _ summary: String, details: [String] = [],
    related: [Related] = []
  ) {
    self.identifier = identifier
    self.range = range
    self.summary = summary
    self.details = details
    self.related = related
  }
}

/// The network's picture as data: nodes with their interfaces, and what is plugged into what.
package struct Topology: Hashable, Sendable {
  package var nodes: [Node] = []
  package var links: [Link] = []

  package init() {}

  package struct Node: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case host, windows, container, namespace, switchNode }
    /// As traces name it: `centos`, `web`, `h/red`, `vmnet8`.
    package var name: String
    package var kind: Kind
    /// The host that a container or namespace lives on.
    package var parent: String?
    /// A Docker container's image.
    package var image: String?
    package var interfaces: [Interface] = []
    /// What listens, such as `:80 nginx`.
    package var services: [String] = []
    package init(name: String, kind: Kind, parent: String? = nil, image: String? = nil) {
      self.name = name
      self.kind = kind
      self.parent = parent
      self.image = image
    }
  }

  package struct Interface: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
      case ethernet, veth, bridge, vlan, dummy, loopback, other
    }
    package var name: String
    package var kind: Kind
    package var hardware: String
    /// `ADDRESS/PREFIX`, in order.
    package var addresses: [String]
    /// The bridge it is a port of.
    package var bridge: String?
    package var isUp: Bool
    package init(
      name: String, kind: Kind, hardware: String, addresses: [String], bridge: String?, isUp: Bool
    ) {
      self.name = name
      self.kind = kind
      self.hardware = hardware
      self.addresses = addresses
      self.bridge = bridge
      self.isUp = isUp
    }
  }

  /// A cable or a veth pair. A switch's end has no interface.
  package struct Link: Hashable, Sendable {
    package struct End: Hashable, Sendable {
      package var node: String
      package var interface: String?
      package init(node: String, interface: String?) {
        self.node = node
        self.interface = interface
      }
    }
    package enum Kind: String, Hashable, Sendable { case cable, veth }
    package var left: End
    package var right: End
    package var kind: Kind
    package init(left: End, right: End, kind: Kind) {
      self.left = left
      self.right = right
      self.kind = kind
    }
  }
}
