import Testing

@Suite struct OptionDiagnosticTests {
  @Test func `unknown option: 'lable' is not a cell option`() {
    let text = """
      #| lable: x
      """
    let message = """
      n.net:1:4: error: `lable` is not a cell option [unknown-option]
      #| lable: x
         ^~~~~
      help: did you mean `label`?
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed option: 'error' is true or false, not 'yes'`() {
    let text = """
      #| error: yes
      """
    let message = """
      n.net:1:11: error: `error` is true or false, not `yes` [malformed-option]
      #| error: yes
                ^~~
      """
    #expect(messages(text) == message)
  }

  @Test func `duplicate option: the option 'echo' was already given`() {
    let text = """
      #| echo: true
      #| echo: false
      """
    let message = """
      n.net:2:4: error: the option `echo` was already given [duplicate-option]
      #| echo: false
         ^~~~
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed option 2: an option has the form '#| key: value'`() {
    let text = """
      #| label
      """
    let message = """
      n.net:1:1: error: an option has the form `#| key: value` [malformed-option]
      #| label
      ^~~~~~~~
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown node: there is no host 'c'`() {
    let text = """
      #| on: c
      """
    let message = """
      n.net:1:8: error: there is no host `c` [unknown-node]
      #| on: c
             ^
      help: declare it first: `host c`
      """
    #expect(messages(text) == message)
  }

  @Test func `late option: an option after the cell's first lines means nothing`() {
    let text = """
      host a
      #| echo: true
      """
    let message = """
      n.net:2:1: warning: an option after the cell's first lines means nothing [late-option]
      #| echo: true
      ^~~~~~~~~~~~~
      help: move it to the head of the cell
      """
    #expect(messages(text) == message)
  }
}
