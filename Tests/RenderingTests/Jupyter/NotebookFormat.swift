import Foundation

/// What the schema of nbformat 4.5 demands of a notebook (nbformat.readthedocs.io, "The Notebook file format"), as
/// far as notebooks that are exported use it, in our own words.
enum NotebookFormat {
  static func violations(in text: String) throws -> [String] {
    guard let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
      return ["it is no object"]
    }
    var found = members(of: root, "notebook", ["metadata", "nbformat_minor", "nbformat", "cells"])
    if root["nbformat"] as? Int != 4 || (root["nbformat_minor"] as? Int ?? 0) < 5 { found.append("version") }
    let metadata = root["metadata"] as? [String: Any] ?? [:]
    if let language = metadata["language_info"] as? [String: Any], !(language["name"] is String) {
      found.append("language_info has no name")
    }
    if let title = metadata["title"], !(title is String) { found.append("title") }
    let cells = root["cells"] as? [[String: Any]] ?? []
    for (index, cell) in cells.enumerated() { found += violations(of: cell, "cells[\(index)]") }
    let identifiers = cells.compactMap { $0["id"] as? String }
    let names = cells.compactMap { ($0["metadata"] as? [String: Any])?["name"] as? String }
    if Set(identifiers).count != cells.count { found.append("identifiers are not unique") }
    if Set(names).count != names.count { found.append("names are not unique") }
    return found
  }

  private static func violations(of cell: [String: Any], _ place: String) -> [String] {
    let common = ["id", "cell_type", "metadata", "source"]
    var found: [String]
    switch cell["cell_type"] as? String {
    case "raw", "markdown": found = members(of: cell, place, common, optional: ["attachments"])
    case "code":
      found = members(of: cell, place, common + ["outputs", "execution_count"])
      if !(cell["execution_count"] is NSNull), (cell["execution_count"] as? Int ?? -1) < 0 {
        found.append("\(place).execution_count")
      }
      for (index, output) in (cell["outputs"] as? [[String: Any]] ?? []).enumerated() {
        found += violations(ofOutput: output, "\(place).outputs[\(index)]")
      }
    default: return ["\(place).cell_type"]
    }
    let identifier = cell["id"] as? String ?? ""
    if identifier.range(of: "^[a-zA-Z0-9_-]{1,64}$", options: .regularExpression) == nil {
      found.append("\(place).id")
    }
    if !isText(cell["source"]) { found.append("\(place).source") }
    let metadata = cell["metadata"] as? [String: Any] ?? [:]
    if let name = metadata["name"], (name as? String ?? "").isEmpty { found.append("\(place).name") }
    if let tags = metadata["tags"] {
      let tags = tags as? [String] ?? [","]
      if Set(tags).count != tags.count || tags.contains(where: { $0.isEmpty || $0.contains(",") }) {
        found.append("\(place).tags")
      }
    }
    return found
  }

  private static func violations(ofOutput output: [String: Any], _ place: String) -> [String] {
    switch output["output_type"] as? String {
    case "stream":
      return members(of: output, place, ["output_type", "name", "text"])
        + (isText(output["text"]) && output["name"] is String ? [] : ["\(place).text"])
    case "display_data":
      let data = output["data"] as? [String: Any] ?? [:]
      return members(of: output, place, ["output_type", "data", "metadata"])
        + data.filter { !isText($0.value) }.map { "\(place).\($0.key)" }
        + (output["metadata"] is [String: Any] ? [] : ["\(place).metadata"])
    case "error":
      return members(of: output, place, ["output_type", "ename", "evalue", "traceback"])
        + (output["traceback"] is [String] ? [] : ["\(place).traceback"])
    default: return ["\(place).output_type"]
    }
  }

  /// Nothing else may be there.
  private static func members(
    of object: [String: Any], _ place: String, _ required: [String], optional: [String] = []
  ) -> [String] {
    required.filter { object[$0] == nil }.map { "\(place) lacks \($0)" }
      + object.keys.filter { !(required + optional).contains($0) }.sorted().map { "\(place) has \($0)" }
  }

  private static func isText(_ value: Any?) -> Bool { value is String || value is [String] }
}
