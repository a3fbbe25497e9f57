import Foundation
import Lab
import NetLanguage
package import Notebook

/// A note with its results as a Jupyter notebook (nbformat 4.5, nbformat.readthedocs.io): Markdown cells, code cells
/// with their outputs, tables as HTML and figures as SVG. What the notebook's own format has no place for stands in
/// the metadata under `netnote`, so that importing it gives the note again.
package struct NotebookExport {
  private let result: NoteResult
  private let language: Language

  package init(_ result: NoteResult) {
    self.result = result
    language = NotePage.language(of: result.note)
  }

  /// - Parameter hasByteOrderMark: the note's file begins with one.
  package func json(hasByteOrderMark: Bool = false) -> JSONValue {
    let pieces = NotePieces(result.note)
    var own: [JSONValue.Member] = [.init("version", .number(1))]
    if pieces.lineEnd != "\n" { own.append(.init("lineEnd", .string(pieces.lineEnd))) }
    if hasByteOrderMark { own.append(.init("byteOrderMark", .bool(true))) }
    return .object([
      "cells": .array(pieces.pieces.enumerated().map { cell($1, at: $0) }),
      "metadata": .object([
        "language_info": .object([
          "name": "net", "file_extension": ".net", "mimetype": "text/x-net", "pygments_lexer": "text",
        ]),
        "netnote": .object(own), "title": .string(result.note.title),
      ]),
      "nbformat": .number(4), "nbformat_minor": .number(5),
    ])
  }

  private func cell(_ piece: NotePiece, at index: Int) -> JSONValue {
    switch piece.kind {
    case .frontMatter: text("raw", piece, id: "front-matter")
    case .markdown: text("markdown", piece, id: "text-\(index + 1)")
    case .cell(let number): code(piece, number)
    }
  }

  private func text(_ type: String, _ piece: NotePiece, id: String) -> JSONValue {
    .object([
      "cell_type": .string(type), "id": .string(id), "metadata": .object([.init("netnote", frame(piece))]),
      "source": NotebookText.lines(piece.source),
    ])
  }

  private func frame(_ piece: NotePiece) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("before", .string(piece.frame.before)), .init("after", .string(piece.frame.after)),
    ]
    if !piece.frame.prefix.isEmpty { members.append(.init("prefix", .string(piece.frame.prefix))) }
    return .object(members)
  }

  private func code(_ piece: NotePiece, _ number: Int) -> JSONValue {
    let outcome = result.cells.first { $0.cell.number == number }
    var metadata: [JSONValue.Member] = []
    if let options = outcome?.parsed.options {
      if let label = options.label?.value, !label.isEmpty { metadata.append(.init("name", .string(label))) }
      // What Jupyter's own tools understand (jupyterbook.org, "Hide or remove content"; nbclient).
      var tags: [String] = []
      if options.error == true { tags.append("raises-exception") }
      if options.echo == false { tags.append("hide-input") }
      if options.output == false { tags.append("hide-output") }
      if !tags.isEmpty { metadata.append(.init("tags", .strings(tags))) }
      if options.fold == true {
        metadata.append(.init("jupyter", .object(["source_hidden": .bool(true)])))
      }
    }
    metadata.append(.init("netnote", frame(piece)))
    let hasRun = outcome?.state == .ran
    return .object([
      "cell_type": "code", "execution_count": hasRun ? .number(number) : .null,
      "id": .string("cell-\(number)"), "metadata": .object(metadata),
      "outputs": .array(outcome.map { NotebookOutputs($0, in: result, language: language).values } ?? []),
      "source": NotebookText.lines(piece.source),
    ])
  }
}

enum NotebookText {
  /// Text as notebooks hold it: an array of lines with their ends.
  static func lines(_ text: String) -> JSONValue {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      line.append(scalar)
      if scalar == "\n" {
        lines.append(String(line))
        line = String.UnicodeScalarView()
      }
    }
    if !line.isEmpty { lines.append(String(line)) }
    return .strings(lines)
  }
}
