import Notebook

/// A note as one self-contained page.
enum PageFile {
  static func html(for result: NoteResult) throws -> String {
    throw UsageProblem(text: "pages are not available in this build")
  }
}
