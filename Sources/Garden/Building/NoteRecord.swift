/// What a build leaves of a note for the next one.
struct NoteRecord: Sendable {
  var card: NoteCard
  /// Nothing for a draft.
  var surroundings = Surroundings()

  init(_ card: NoteCard, _ surroundings: Surroundings = Surroundings()) {
    (self.card, self.surroundings) = (card, surroundings)
  }

  // MARK: Coding

  init(octets: [UInt8]) throws(StateDamage) {
    var reader = StateReader(octets)
    (card, surroundings) = (try NoteCard(from: &reader), try Surroundings(from: &reader))
    guard reader.isAtEnd else { throw StateDamage() }
  }

  var octets: [UInt8] {
    var writer = StateWriter()
    card.write(to: &writer)
    surroundings.write(to: &writer)
    return writer.octets
  }
}
