import ArgumentParser
import Foundation
import Notebook

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begins a note with a small network, a command and a recorded output.")

  @Argument(help: "The note's name; its file is NAME.md. It may name a folder below the folder of notes.")
  var name: String

  @Option(help: ArgumentHelp("The folder of notes.", valueName: "folder"))
  var folder = "Notebooks"

  @Option(help: "The note's title; its name without it.")
  var title: String?

  func validate() throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") || $0.hasPrefix("_") }) {
      throw ValidationError(
        "\(name) is no name of a note: no part of it is empty or begins with a dot or an underscore")
    }
  }

  func run() throws {
    let base = name.lowercased().hasSuffix(".md") ? String(name.dropLast(3)) : name
    let path = "\(folder)/\(base).md"
    let last = base.split(separator: "/").last.map(String.init) ?? base
    let text = NoteTemplate.text(title: title ?? last.replacing("-", with: " "))
    do {
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
      // Fails, rather than overwrite, even when another program is as quick.
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw UsageProblem(text: "\(path): " + (exists ? "it exists already" : "it cannot be written"))
    }
    Terminal.print("\(path)\n")
  }
}
