import ArgumentParser
import Foundation
import Notebook

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Makes a note of a Jupyter notebook.",
    discussion: """
      A notebook that netnote exported becomes the note that it was. Of any other, the cells that talk to a shell \
      (!ip addr, %%bash, or a bash kernel) become cells of the note, and their outputs what these record; other \
      code stays as text. What the notebook's machine printed may differ from what the simulated host prints: \
      netnote check shows where.

      Exit status: 0 done, 2 the call is wrong, or the notebook could not be read.
      """)

  @Argument(help: ArgumentHelp("The notebook (.ipynb).", valueName: "notebook"))
  var path: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write; - is standard output. Without it, the notebook's name with .md.", valueName: "file")
  )
  var output: String?

  @Option(help: ArgumentHelp("The host on which commands of a shell are typed.", valueName: "name"))
  var host = "lab"

  @Flag(help: "Replace a file that says something else.")
  var force = false

  func validate() throws {
    let isName =
      host.first?.isLetter == true && host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    if !isName { throw ValidationError("--host needs a name, such as lab, not \(host)") }
  }

  func run() throws {
    let text: String
    do {
      let file = try NotebookFile(FileReader.bytes(at: path), path: path)
      text = NotebookImport.note(from: file, host: host)
    } catch {
      throw UsageProblem(text: "\(error)")
    }
    let target = output ?? ((path as NSString).deletingPathExtension + ".md")
    let old = target == "-" ? nil : try? FileReader.bytes(at: target)
    if let old, !force, !old.elementsEqual(text.utf8) {
      throw UsageProblem(text: "\(target): it exists already and says something else (--force replaces it)")
    }
    try RunCommand.save(text, to: target)
    if target != "-" { Terminal.print("\(target)\n") }
  }
}
