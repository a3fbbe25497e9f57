package import NetLanguage

/// Why a note could not be read at all: every reason, each with its place in the file.
package struct NoteError: Error, Hashable, Sendable {
  package var diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
