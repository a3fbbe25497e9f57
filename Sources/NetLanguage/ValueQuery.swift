/// A question to the network that stands in a note's prose, such as `web eth0 address @run`.
package struct ValueQuery: Hashable, Sendable {
  package var subject: Subject
  /// `@LABEL`: the network as that cell left it. Nil is the cell above.
  package var cell: Located<String>?
  /// As written, blanks counted once.
  package var text: String
  /// Where it stands.
  package var place: SourceRange

  package enum Subject: Hashable, Sendable {
    /// A fact about an interface; without a name, about the node's only one.
    case interface(node: Located<String>, name: Located<String>?, InterfaceProperty)
    case node(Located<String>, NodeProperty)
    /// The way that a packet to an address, or to another node, would take.
    case route(node: Located<String>, destination: Located<String>, RoutePart?)
    /// The host's port behind which Docker publishes a container's.
    case published(node: Located<String>, port: Located<Int>, isUDP: Bool)
    /// How many rules a table or one of its chains has.
    case rules(node: Located<String>, table: Located<String>, chain: Located<String>?)
    /// What a rule has counted: its number, a part of its text, or `policy`.
    case counter(
      node: Located<String>, Counter, table: Located<String>, chain: Located<String>, rule: Located<String>)
    /// What a traced packet looked like on an interface: the packets there are numbered from 1.
    case packet(number: Located<Int>?, node: Located<String>, interface: Located<String>, PacketProperty)
    case trace(TraceProperty)
    /// What the first group of a regular expression finds in the cell's output; all that it finds without a group.
    case output(pattern: Located<String>)
    /// What `{{NAME}}` in recorded outputs stood for.
    case captured(Located<String>)
  }

  /// The words are those of `ip address` and `ip link`, where they have one.
  package enum InterfaceProperty: String, Hashable, Sendable, CaseIterable {
    case address, inet, subnet, netmask, broadcast, mac, mtu, index, state, interface, peer, master
  }

  package enum NodeProperty: String, Hashable, Sendable, CaseIterable {
    case gateway, id, image, connections
  }

  package enum RoutePart: String, Hashable, Sendable, CaseIterable { case via, dev, src }

  package enum Counter: String, Hashable, Sendable, CaseIterable { case packets, bytes }

  package enum PacketProperty: String, Hashable, Sendable, CaseIterable {
    case source, destination, ttl, length
  }

  package enum TraceProperty: String, Hashable, Sendable, CaseIterable {
    case packets, path
    case replyPath = "reply path"
  }

  package init(_ subject: Subject, after cell: Located<String>?, text: String, at place: SourceRange) {
    self.subject = subject
    self.cell = cell
    self.text = text
    self.place = place
  }
}

/// A question that cannot be understood, and where.
package struct ValueQueryProblem: Error, Hashable, Sendable {
  package var diagnostic: Diagnostic
}
