import NetLanguage

extension NoteReport.State: Storable {}
extension CellReport.State: Storable {}

extension NoteReport: Storable {
  func store(in writer: inout StoredWriter) {
    writer(path)
    writer(title)
    writer(state)
    writer(cells)
    writer(findings)
    writer(mutation)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      path: try reader(), title: try reader(), state: try reader(), cells: try reader(),
      findings: try reader())
    mutation = try reader()
  }
}

extension CellReport: Storable {
  func store(in writer: inout StoredWriter) {
    writer(number)
    writer(label)
    writer(line)
    writer(state)
    writer(findings)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      number: try reader(), label: try reader(), line: try reader(), state: try reader(),
      findings: try reader())
  }
}

extension Finding: Storable {
  func store(in writer: inout StoredWriter) {
    writer(severity)
    writer(identifier)
    writer(path)
    writer(range)
    writer(summary)
    writer(details)
    writer(source)
    writer(related)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      try reader(), try reader(), path: try reader(), range: try reader(), try reader(),
      details: try reader(), source: try reader(), related: try reader())
  }
}

extension Finding.Related: Storable {
  func store(in writer: inout StoredWriter) {
    writer(path)
    writer(line)
    writer(text)
    writer(source)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(path: try reader(), line: try reader(), text: try reader(), source: try reader())
  }
}
