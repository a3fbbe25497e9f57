import Rendering

/// The page's own words, for templates.
enum GardenWords {
  private static let english = words(.english)
  private static let chinese = words(.chinese)

  static func values(_ language: Language) -> TemplateValues { language == .chinese ? chinese : english }

  static func word(_ name: String, _ language: Language) -> String {
    table.first { $0.0 == name }.map { language.say($0.1, $0.2) } ?? ""
  }

  private static func words(_ language: Language) -> TemplateValues {
    TemplateValues(table.map { (name: $0.0, value: language.say($0.1, $0.2)) })
  }

  private static let table: [(String, String, String)] = [
    ("skip", "Skip to content", "跳到正文"), ("navigation", "Site", "站点"),
    ("home", "Home", "首页"), ("newest", "Newest notes", "最新笔记"), ("topics", "Topics", "主题"),
    ("archive", "All notes", "全部笔记"), ("picture", "Map of the garden", "花园全图"),
    ("facts", "What packets met", "数据包遇到了什么"), ("feed", "Feed", "订阅"),
    ("tags", "Tags", "标签"), ("backlinks", "Linked from", "被以下笔记引用"),
    ("related", "Related notes", "相关笔记"), ("updated", "updated", "更新于"),
    ("more", "more", "更多"), ("contents", "Contents", "目录"), ("undated", "Without a date", "没有日期"),
    ("missing", "There is no such page.", "没有这个页面。"),
    ("missingHelp", "It may have moved; these lead on:", "它可能换了地方，可以从这里继续："),
    ("moved", "This page has moved to", "这个页面已经移到"),
    ("notes", "notes", "篇笔记"), ("links", "links", "条链接"), ("newer", "Newer", "更新的"),
    ("older", "Older", "更早的"),
    (
      "outdated", "The other language is newer than this page:", "另一种语言的版本比这一页新："
    ),
    (
      "made", "Every command on this site was run, and every figure drawn, by Netnote.",
      "本站的每条命令都由 Netnote 执行，每张图都由它绘出。"
    ),
  ]
}
