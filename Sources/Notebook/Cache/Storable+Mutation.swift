import NetLanguage

extension Mutant.Outcome: Storable {}

extension Mutant: Storable {
  func store(in writer: inout StoredWriter) {
    writer(cell)
    writer(file)
    writer(range)
    writer(change)
    writer(outcome)
    writer(noticedAt)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      cell: try reader(), file: try reader(), range: try reader(), change: try reader(),
      outcome: try reader(),
      noticedAt: try reader())
  }
}

extension MutationScore: Storable {
  func store(in writer: inout StoredWriter) { writer(mutants) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self.init(mutants: try reader()) }
}
