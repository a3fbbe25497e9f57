import Testing

@testable import Rendering

@Suite struct TextTests {
  @Test(arguments: [("abc", 3), ("容器", 4), ("a容b", 4), ("→", 1), ("，", 2), ("e\u{301}", 1)])
  func wideCharactersTakeTwoColumns(text: String, columns: Int) {
    #expect(DisplayWidth.columns(text) == columns)
  }

  @Test func linesBreakAtSpacesAndBetweenHanCharacters() {
    #expect(DisplayWidth.wrapped("too big for the MTU 1300", columns: 12) == ["too big for", "the MTU 1300"])
    #expect(DisplayWidth.wrapped("超过 MTU 1300 且不允许分片", columns: 14) == ["超过 MTU 1300", "且不允许分片"])
    #expect(DisplayWidth.wrapped("unbreakable-word", columns: 4) == ["unbreakable-word"])
    #expect(DisplayWidth.wrapped("", columns: 4) == [])
  }

  @Test func paddingCountsColumns() {
    #expect(DisplayWidth.padded("容器", to: 6) == "容器  ")
    #expect(DisplayWidth.centred("容", in: 4) == " 容 ")
  }

  @Test func textIsEscapedAndControlsAreShown() {
    #expect(Markup("a<b>&\"'").source == "a&lt;b&gt;&amp;&quot;&#39;")
    #expect(Markup("\u{1B}[31m\u{7}").source == "␛[31m\u{FFFD}")
  }

  @Test func theTerminalsLadderHasAColumnForEachInterface() {
    let journey = Journey(SeedStory.steps(), in: SeedStory.topology)
    let ladder = TraceText(journey, language: .english).ladder
    #expect(ladder[0].split(separator: " ") == ["win11", "centos", "web"])
    #expect(ladder[1].split(separator: " ") == ["VMnet8", "ens33", "docker0", "veth1b62ff4", "eth0"])
    #expect(ladder.contains { $0.contains("1----------->2----------->4----------->5----------->6") })
    #expect(ladder.contains { $0.contains("12<----------11<----------9<-----------8<-----------7") })
  }

  @Test func sourceKeepsItsTextWhenColoured() {
    let source =
      "# note\n#| fold: true\ntrace win11> curl \"http://x/\"\ncentos# iptables -nL # all\nlink a:b 10.0.0.1/24 -- s"
    let html = NetHighlighter.html(source).source
    #expect(
      html.contains(
        "<span class=\"net-keyword\">trace</span> <span class=\"net-windows\">win11&gt;</span> curl "))
    #expect(html.contains("<span class=\"net-prompt\">centos#</span>"))
    #expect(html.contains("<span class=\"net-address\">10.0.0.1/24</span>"))
    var plain = ""
    var isTag = false
    for character in html {
      if character == "<" {
        isTag = true
      } else if character == ">" {
        isTag = false
      } else if !isTag {
        plain.append(character)
      }
    }
    #expect(plain == Markup.escaped(source))
  }

  @Test(arguments: [("zh-CN", Language.chinese), ("zh", .chinese), ("en", .english), ("fr", .english)])
  func languagesAreFoundByTheirTags(tag: String, language: Language) {
    #expect(Language(tag: tag) == language)
  }
}
