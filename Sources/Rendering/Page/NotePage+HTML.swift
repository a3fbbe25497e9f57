/// The page's parts that stand outside the article.
extension NotePage {
  /// Title, date, tags and summary.
  package var header: Markup {
    element("header", ["class": "title"]) {
      element("h1") { title }
      element("p", ["class": "meta"]) {
        if let date { element("time", ["datetime": date]) { date } }
        if let updated {
          element("span") {
            language.say("updated ", "更新于 ")
            element("time", ["datetime": updated]) { updated }
          }
        }
        if !tags.isEmpty {
          element("span", ["class": "tags"]) { for tag in tags { element("span") { tag } } }
        }
      }
      if let summary { element("p", ["class": "summary"]) { summary } }
    }
  }

  /// The page by itself, for `netnote run --html`.
  package var html: String {
    var frame = PageFrame(
      title: title, language: language,
      content: element("main", ["id": "content", "class": "prose"]) {
        header
        tableOfContents
        body
      })
    frame.description = summary
    return frame.html
  }
}
