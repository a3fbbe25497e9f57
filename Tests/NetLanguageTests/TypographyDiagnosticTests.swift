import Testing

@Suite struct TypographyDiagnosticTests {
  @Test func `typography: '–' is an en dash (U+2013)`() {
    let text = """
      host a
      host b
      switch lan
      a# iptables –t nat -L
      """
    let message = """
      n.net:4:13: error: `–` is an en dash (U+2013) [typography]
      a# iptables –t nat -L
                  ^
      help: write `-`
      """
    #expect(messages(text) == message)
  }

  @Test func `typography 2: '“' is a curly quote (U+201C)`() {
    let text = """
      host a
      host b
      switch lan
      serve a 80/tcp “hello”
      """
    let message = """
      n.net:4:16: error: `“` is a curly quote (U+201C) [typography]
      serve a 80/tcp “hello”
                     ^
      help: write `"`
      n.net:4:22: error: `”` is a curly quote (U+201D) [typography]
      serve a 80/tcp “hello”
                           ^
      help: write `"`
      """
    #expect(messages(text) == message)
  }

  @Test func `typography 3: '—' is an em dash (U+2014)`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 — lan
      """
    let message = """
      n.net:4:13: error: `—` is an em dash (U+2014) [typography]
      link a:eth0 — lan
                  ^
      help: write `--`
      """
    #expect(messages(text) == message)
  }

  @Test func `typography 4: '：' is a full-width character (U+FF1A)`() {
    let text = """
      host a
      host b
      switch lan
      a# curl http：//10.0.0.2/
      """
    let message = """
      n.net:4:13: error: `：` is a full-width character (U+FF1A) [typography]
      a# curl http：//10.0.0.2/
                  ^~
      help: write `:`
      """
    #expect(messages(text) == message)
  }

  @Test func `typography 5: here stands a non-breaking space (U+00A0)`() {
    let text = """
      host a
      host b
      switch lan
      a# ip\u{a0}addr
      """
    let message = """
      n.net:4:6: error: here stands a non-breaking space (U+00A0) [typography]
      a# ip\u{a0}addr
           ^
      help: write an ordinary space
      """
    #expect(messages(text) == message)
  }

  @Test func `typography 6: here stands a full-width space (U+3000)`() {
    let text = """
      host\u{3000}a
      """
    let message = """
      n.net:1:5: error: here stands a full-width space (U+3000) [typography]
      host\u{3000}a
          ^~
      help: write an ordinary space
      """
    #expect(messages(text) == message)
  }

  @Test func `typography 7: '‘' is a curly quote (U+2018)`() {
    let text = """
      host a
      host b
      switch lan
      a# echo ‘x’ # ‘y’
      """
    let message = """
      n.net:4:9: error: `‘` is a curly quote (U+2018) [typography]
      a# echo ‘x’ # ‘y’
              ^
      help: write `'`
      n.net:4:11: error: `’` is a curly quote (U+2019) [typography]
      a# echo ‘x’ # ‘y’
                ^
      help: write `'`
      """
    #expect(messages(text) == message)
  }
}
