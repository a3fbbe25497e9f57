import Notebook
import Testing

@Test(arguments: [
  ("**端口映射。**然后", "<strong>端口映射。</strong>然后"),
  ("然后**“端口”**映射", "然后<strong>“端口”</strong>映射"),
  ("**甲。**乙**丙。**丁", "<strong>甲。</strong>乙<strong>丙。</strong>丁"),
  ("~~旧的。~~新的", "<del>旧的。</del>新的"),
  ("*强调。*之后", "<em>强调。</em>之后"),
  ("**注意:**然后", "<strong>注意:</strong>然后"),
  ("说明**（重要）**如下", "说明<strong>（重要）</strong>如下"),
  ("**端口`80`。**然后", "<strong>端口<code>80</code>。</strong>然后"),
])
func emphasisBesideChinesePunctuationIsEmphasis(source: String, expected: String) throws {
  #expect(try html(source) == "<p>\(expected)</p>\n")
}

@Test(arguments: [
  ("*a* **b** ***c***", "<em>a</em> <strong>b</strong> <em><strong>c</strong></em>"),
  ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
  ("*a **b***", "<em>a <strong>b</strong></em>"),
  ("foo*bar*baz", "foo<em>bar</em>baz"),
  ("*_both_*", "<em><em>both</em></em>"),
  ("2 * 3 * 4", "2 * 3 * 4"),
  ("a * b*", "a * b*"),
  ("**a*", "*<em>a</em>"),
  ("*(**foo**)*", "<em>(<strong>foo</strong>)</em>"),
  ("snake_case_name", "snake_case_name"),
])
func emphasisIsOtherwiseCommonMark(source: String, expected: String) throws {
  #expect(try html(source) == "<p>\(expected)</p>\n")
}

@Test(arguments: [
  (#"\*\*不是。\*\*然后"#, "**不是。**然后"),
  ("`**代码。**`然后", "<code>**代码。**</code>然后"),
  ("[**甲。**](http://a/*b*)乙", "<a href=\"http://a/*b*\"><strong>甲。</strong></a>乙"),
])
func escapesCodeAndAddressesKeepTheirAsterisks(source: String, expected: String) throws {
  #expect(try html(source) == "<p>\(expected)</p>\n")
}

@Test func bulletsBreaksAndFencesAreNoEmphasis() throws {
  #expect(try html("* 甲\n* 乙") == "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n")
  #expect(try html("***") == "<hr>\n")
  #expect(try html("~~~\n**甲。**乙 ~~x~~\n~~~") == "<pre><code>**甲。**乙 ~~x~~\n</code></pre>\n")
}

@Test func bareAddressEndsBeforeChinesePunctuationAndDelimiters() throws {
  #expect(
    try html("见 http://a.b/，**http://c.d/**。").contains(
      "<a href=\"http://a.b/\">http://a.b/</a>，<strong><a href=\"http://c.d/\">http://c.d/</a></strong>。"))
}

@Test func marksAreMarkedAndComparisonsAreNot() throws {
  #expect(try html("==重点。==然后 a==b==c") == "<p><mark>重点。</mark>然后 a==b==c</p>\n")
}

@Test func wrappedChineseHasNoSpaceAndWrappedEnglishHas() throws {
  #expect(try html("数据包\n转发") == "<p>数据包转发</p>\n")
  #expect(try html("a packet\nis sent") == "<p>a packet\nis sent</p>\n")
  #expect(try html("数据包\nNAT") == "<p>数据包\nNAT</p>\n")
}
