import Lab
import NetLanguage
package import Notebook

/// Which cells of a note show the network: the first that declares hosts, and every one that begins anew.
struct NetworkPictures {
  private var stands = false

  /// Whether the next cell of the note shows it.
  mutating func stand(at outcome: CellOutcome) -> Bool {
    guard outcome.declaresHosts else { return false }
    defer { stands = true }
    return !stands || outcome.parsed.options.fresh == true
  }
}

extension NoteResult {
  /// The number of the first cell that declares hosts.
  var declaringCell: Int? { cells.first(where: \.declaresHosts)?.cell.number }

  /// The network that the note declares, drawn without a trace; nil when it declares none.
  package func networkDrawing(_ language: Language) -> (svg: Markup, width: Int, height: Int)? {
    guard let topology = cells.first(where: \.declaresHosts)?.result?.topology else { return nil }
    let layout = MapLayout(topology, language: language)
    let title = language.say("The network", "网络图")
    return (
      layout.svg(prefix: "share", title: title, description: title), layout.size.width, layout.size.height
    )
  }
}

extension CellOutcome {
  fileprivate var declaresHosts: Bool {
    parsed.statements.contains { if case .host = $0.kind { true } else { false } }
  }
}
