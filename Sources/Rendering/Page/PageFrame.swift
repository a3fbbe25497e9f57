/// A whole document round an article.
package struct PageFrame {
  package var title: String
  package var language: Language
  package var description: String?
  package var content: Markup
  /// What stands in the bar at the top, before the switch.
  package var bar: Markup = .empty

  package init(title: String, language: Language, content: Markup) {
    (self.title, self.language, self.content) = (title, language, content)
  }

  /// Self-contained: style and the one small script are inside, nothing is asked of anywhere.
  package var html: String {
    let page =
      Markup(trusted: "<!DOCTYPE html>\n")
      + element("html", ["lang": language.tag]) {
        element("head") {
          element("meta", ["charset": "utf-8"])
          element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
          element("title") { title }
          if let description { element("meta", ["name": "description", "content": description]) }
          element("meta", ["name": "generator", "content": "netnote"])
          element("link", ["rel": "icon", "href": "data:,"])
          element("style") { Markup(trusted: Stylesheet.embedded(in: content)) }
        }
        element("body") {
          element("a", ["class": "skip", "href": "#content"]) { language.say("Skip to content", "跳到正文") }
          element("div", ["class": "bar"]) {
            element("div") { bar }
            element("nav") { Self.themeSwitch(language) }
          }
          content
          element("script") { Markup(trusted: Stylesheet.embeddedScript) }
        }
      } + Markup(trusted: "\n")
    return page.source
  }

  /// Shown by the script that makes it work.
  package static func themeSwitch(_ language: Language) -> Markup {
    element("button", ["type": "button", "data-theme-switch": "", "hidden": ""]) {
      language.say("Light / dark", "明 / 暗")
    }
  }
}
