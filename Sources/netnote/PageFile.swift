import Notebook
import Rendering

/// A note as one self-contained page.
enum PageFile {
  static func html(for result: NoteResult) -> String { NotePage(result).html }
}
