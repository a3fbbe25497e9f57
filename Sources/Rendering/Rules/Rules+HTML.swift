package import Lab
import Simulation

/// The request's way through the rules: every chain it came through, in its order, with all that stands there.
package struct RulesForm {
  private let model: RulesModel
  private let hits: RuleHits
  private let language: Language
  private let prefix: String

  /// Rules in a row that were not reached, from which on they fold.
  private static let fold = 4

  package init(
    _ journey: Journey, chains: [VisitedChain], hits: RuleHits, language: Language, prefix: String
  ) {
    model = journey.request.map { RulesModel($0, chains: chains) } ?? RulesModel()
    (self.hits, self.language, self.prefix) = (hits, language, prefix)
  }

  /// No rule of any table was in the packet's way.
  package var isEmpty: Bool { model.traversals.isEmpty }

  package var html: Markup {
    element("div", ["class": "rules"]) {
      for traversal in model.traversals {
        element("section") {
          element("h5") {
            element("span", ["class": "rules-node"]) { traversal.node }
            Markup(" \(traversal.hook.name) ")
            element("span", ["class": "rules-table"]) { language.say("table ", "表 ") + traversal.table }
          }
          list(traversal.rows, at: traversal.node)
        }
      }
    }
  }

  private func list(_ rows: [RulesModel.Row], at node: String) -> Markup {
    element("ol") {
      for group in Self.groups(rows) {
        if group.count >= Self.fold {
          element("li") {
            element("details") {
              element("summary") {
                language.say("· \(group.count) rules not reached", "· \(group.count) 条规则未到达")
              }
              element("ol") { for row in group { self.row(row, at: node) } }
            }
          }
        } else {
          for row in group { self.row(row, at: node) }
        }
      }
    }
  }

  /// Rules in a row that were not reached stand together; every other one by itself.
  private static func groups(_ rows: [RulesModel.Row]) -> [[RulesModel.Row]] {
    var groups: [[RulesModel.Row]] = []
    for row in rows {
      let joins = row.state == .notReached && !row.isPolicy
      if joins, let last = groups.last?.last, last.state == .notReached, !last.isPolicy {
        groups[groups.count - 1].append(row)
      } else {
        groups.append([row])
      }
    }
    return groups
  }

  private func row(_ row: RulesModel.Row, at node: String) -> Markup {
    let (words, name) = description(row)
    // The style sets a glyph before it.
    return element("li", ["class": name]) {
      if let match = row.match {
        element("a", ["href": "#\(prefix)-r\(match)"]) { element("code") { row.text } }
      } else {
        element("code") { row.text }
      }
      Markup(" ")
      element("span", ["class": "state"]) {
        Markup(words)
        count(row, at: node)
      }
      if !row.jump.isEmpty { list(row.jump, at: node) }
    }
  }

  /// How many packets of the trace matched the rule; this packet is not among them where it did not.
  private func count(_ row: RulesModel.Row, at node: String) -> Markup {
    let count = hits.count(node: node, rule: row.key)
    guard count > 0 else { return .empty }
    let words =
      row.match == nil
      ? language.say(
        count == 1 ? "1 other packet hits it" : "\(count) other packets hit it", "其他 \(count) 个包命中")
      : language.say(count == 1 ? "1 hit" : "\(count) hits", "命中 \(count) 次")
    return Markup(" · ") + element("span", ["class": "nowrap"]) { words }
  }

  private func description(_ row: RulesModel.Row) -> (words: String, name: String) {
    switch row.state {
    case .ended(let verdict):
      let deed =
        row.isRewriting && verdict == "ACCEPT"
        ? language.say("rewritten (ACCEPT)", "已改写（ACCEPT）") : verdict
      return (
        language.say("ended here: \(deed)", "到此为止：\(deed)"), verdict == "DROP" ? "end drop" : "end"
      )
    case .matched(let verdict):
      return (language.say("matched: ", "匹配：") + self.verdict(verdict), "match")
    case .lookedAt:
      let why = row.mismatch.map { language.say(" (not \($0.condition))", "（不满足 \($0.condition)）") } ?? ""
      return (language.say("no match", "不匹配") + why, "miss")
    case .notReached: return (language.say("not reached", "未到达"), "unreached")
    }
  }

  private func verdict(_ verdict: String) -> String {
    let words = verdict.split(separator: " ")
    switch words.first {
    case "JUMP": return language.say("into ", "进入 ") + words.dropFirst().joined(separator: " ")
    case "GOTO": return language.say("over to ", "转到 ") + words.dropFirst().joined(separator: " ")
    case "RETURN": return language.say("back to the calling chain", "返回上一级链")
    case "CONTINUE": return language.say("and goes on", "继续往下")
    default: return verdict
    }
  }
}
