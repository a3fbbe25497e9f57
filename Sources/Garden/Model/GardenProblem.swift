package import NetLanguage

/// Something of the garden that is wrong or odd, in a file that people edit.
package struct GardenProblem: Error, Hashable, Sendable {
  package var path: String
  package var diagnostic: Diagnostic

  package init(path: String, _ diagnostic: Diagnostic) { (self.path, self.diagnostic) = (path, diagnostic) }
}
