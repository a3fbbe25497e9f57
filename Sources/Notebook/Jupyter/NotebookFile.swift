package import Foundation

/// A Jupyter notebook of format 4, as far as a note can be made of it.
package struct NotebookFile {
  struct Cell {
    enum Kind: String { case markdown, code, raw }

    var kind: Kind
    var source: String
    var outputs: [Output]
    /// The pieces of the note that the cell was exported from.
    var frame: NotePiece.Frame?
    var name: String?
    var tags: [String]
    var isFolded: Bool
  }

  enum Output {
    /// What was printed, or an answer as plain text.
    case text(String)
    case error(String)
    /// A picture or a page without a text beside it; its media types.
    case other([String])
  }

  var cells: [Cell]
  var title: String?
  /// The language of the kernel, in lower case: `bash`, `python`.
  var language: String
  /// Of a notebook that was exported from a note.
  var own: Own?

  struct Own {
    var lineEnd: String
    var hasByteOrderMark: Bool
  }

  /// Reads the file's bytes; throws what keeps them from being a notebook.
  package init(_ data: Data, path: String) throws(FileProblem) {
    let value: Any
    do {
      value = try JSONSerialization.jsonObject(with: data)
    } catch {
      throw FileProblem(path: path, reason: "it is not a notebook: it is not JSON\(Self.place(of: error))")
    }
    guard let root = value as? [String: Any], let cells = root["cells"] as? [Any] else {
      let isOld = (value as? [String: Any])?["worksheets"] != nil
      throw FileProblem(
        path: path,
        reason: isOld
          ? "it is a notebook of an old format: jupyter nbconvert --to notebook --nbformat 4 makes a new one of it"
          : "it is not a notebook: it has no list of cells")
    }
    guard root["nbformat"] as? Int == 4 else {
      throw FileProblem(path: path, reason: "only notebooks of the format 4 can be read")
    }
    let metadata = root["metadata"] as? [String: Any] ?? [:]
    let kernel = metadata["kernelspec"] as? [String: Any]
    let info = metadata["language_info"] as? [String: Any]
    language = (kernel?["language"] as? String ?? info?["name"] as? String ?? "").lowercased()
    title = metadata["title"] as? String
    if let own = metadata["netnote"] as? [String: Any] {
      self.own = Own(
        lineEnd: own["lineEnd"] as? String ?? "\n", hasByteOrderMark: own["byteOrderMark"] as? Bool ?? false)
    }
    var read: [Cell] = []
    for (index, cell) in cells.enumerated() {
      guard let cell = Cell(cell) else {
        throw FileProblem(
          path: path, reason: "it is not a notebook: cells[\(index)] has no known cell_type and source")
      }
      read.append(cell)
    }
    self.cells = read
  }

  /// Foundation says where JSON ends to be JSON.
  private static func place(of error: any Error) -> String {
    let text = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
    return text.map { ": \($0)" } ?? ""
  }
}

extension NotebookFile.Cell {
  fileprivate init?(_ value: Any) {
    guard let cell = value as? [String: Any], let kind = (cell["cell_type"] as? String).flatMap(Kind.init),
      let source = NotebookFile.text(cell["source"])
    else { return nil }
    self.kind = kind
    self.source = source
    outputs = (cell["outputs"] as? [[String: Any]] ?? []).map(NotebookFile.Output.init)
    let metadata = cell["metadata"] as? [String: Any] ?? [:]
    if let frame = metadata["netnote"] as? [String: String], let before = frame["before"],
      let after = frame["after"]
    {
      self.frame = NotePiece.Frame(before: before, after: after, prefix: frame["prefix"] ?? "")
    }
    name = metadata["name"] as? String
    tags = metadata["tags"] as? [String] ?? []
    let jupyter = metadata["jupyter"] as? [String: Any]
    isFolded = jupyter?["source_hidden"] as? Bool ?? false
  }
}

extension NotebookFile.Output {
  fileprivate init(_ output: [String: Any]) {
    switch output["output_type"] as? String {
    case "stream": self = .text(NotebookFile.text(output["text"]) ?? "")
    case "error":
      let traceback = output["traceback"] as? [String] ?? []
      self = .error(traceback.isEmpty ? output["evalue"] as? String ?? "" : traceback.joined(separator: "\n"))
    default:
      let data = output["data"] as? [String: Any] ?? [:]
      if let text = NotebookFile.text(data["text/plain"]) {
        self = .text(text)
      } else {
        self = .other(data.keys.sorted())
      }
    }
  }
}

extension NotebookFile {
  /// A text, or the lines of one.
  fileprivate static func text(_ value: Any?) -> String? {
    value as? String ?? (value as? [String])?.joined()
  }
}
