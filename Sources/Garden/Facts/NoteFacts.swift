import NetLanguage
package import Notebook

/// What the network of a note really did: found in the traces of its executed cells, not in its words.
///
/// A rule that stands in a listing and that no packet met is no fact; the same rule is one in a cell where a traced
/// packet matched it.
package struct NoteFacts: Hashable, Sendable {
  package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// An IPv4 address that a packet carried or an interface had: `172.17.0.2`.
    case address
    /// A transport port in a packet's header: `8080/tcp`. Ephemeral ones are among them.
    case port
    /// A chain that a packet came through: `nat DOCKER`.
    case chain
    /// The target of a rule that a packet matched: `DROP`. Of targets that translate addresses, only those that
    /// rewrote the packet: `MASQUERADE`.
    case target
    /// A program that was run: `iptables`.
    case command
  }

  package struct Fact: Hashable, Sendable {
    package var kind: Kind
    package var name: String
    /// The ids of the cells, in the page of the note, where it was so; in their order.
    package var places: [String]

    package init(_ kind: Kind, _ name: String, places: [String]) {
      (self.kind, self.name, self.places) = (kind, name, places)
    }
  }

  /// By kind, then by name.
  package var facts: [Fact]

  package init(_ facts: [Fact] = []) { self.facts = facts }

  package func names(_ kind: Kind) -> [String] { facts.filter { $0.kind == kind }.map(\.name) }

  /// Gathers the facts of a note that was run.
  package init(_ result: NoteResult) {
    var collector = FactCollector()
    for outcome in result.cells { collector.add(outcome) }
    facts = collector.facts
  }
}

extension CellOutcome {
  /// The id of the cell's section in its note's page.
  package var identifier: String { parsed.options.label?.value ?? "cell-\(cell.number)" }
}
