import Testing

@Suite struct ExpectationDiagnosticTests {
  @Test func `expect without command: no console line stands above this expectation`() {
    let text = """
      host a
      host b
      switch lan
      expect exit 0
      """
    let message = """
      n.net:4:1: error: no console line stands above this expectation [expect-without-command]
      expect exit 0
      ^~~~~~
      help: an `expect` line is about the command above it
      """
    #expect(messages(text) == message)
  }

  @Test func `empty expectation: nothing is expected`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect
      """
    let message = """
      n.net:5:1: error: nothing is expected [empty-expectation]
      expect
      ^~~~~~
      help: write `expect output is|contains|matches …`, `exit N`, `path NODE …`, `reply path NODE …`, \
      `NODE:IFACE SRC > DST`, `NODE hits|skips TABLE CHAIN "RULE"` or `dropped at NODE`
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown expectation: 'outptu' is not an expectation`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect outptu is "x"
      """
    let message = """
      n.net:5:8: error: `outptu` is not an expectation [unknown-expectation]
      expect outptu is "x"
             ^~~~~~
      help: did you mean `output`?
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown expectation 2: 'has' is nothing that an output can be expected to do`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect output has "x"
      """
    let message = """
      n.net:5:15: error: `has` is nothing that an output can be expected to do [unknown-expectation]
      expect output has "x"
                    ^~~
      help: write `output is "TEXT"`, `output contains "TEXT"`, `output matches /REGEX/` or `output is \
      empty`
      """
    #expect(messages(text) == message)
  }

  @Test func `misplaced not: 'not' stands before the verb`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect output is not empty
      """
    let message = """
      n.net:5:18: error: `not` stands before the verb [misplaced-not]
      expect output is not empty
                       ^~~
      help: write `expect output not is …`
      """
    #expect(messages(text) == message)
  }

  @Test func `empty expectation 2: every output contains the empty text`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect output contains ""
      """
    let message = """
      n.net:5:24: error: every output contains the empty text [empty-expectation]
      expect output contains ""
                             ^~
      help: to expect no output write `expect output is empty`
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed expression: the regular expression is malformed: Unmatched ( or (`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect output matches /a(b/
      """
    let message = """
      n.net:5:25: error: the regular expression is malformed: Unmatched ( or \\( [malformed-expression]
      expect output matches /a(b/
                              ^
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed expression 2: expected a regular expression between slashes`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect output matches abc
      """
    let message = """
      n.net:5:23: error: expected a regular expression between slashes [malformed-expression]
      expect output matches abc
                            ^~~
      help: write `matches /REGEX/`
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid exit status: expected one exit status`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect exit 256
      """
    let message = """
      n.net:5:13: error: expected one exit status [invalid-exit-status]
      expect exit 256
                  ^~~
      help: write `expect exit N`, N from 0 to 255
      """
    #expect(messages(text) == message)
  }

  @Test func `expect without trace: this expectation is about packets, and no line above it is t`() {
    let text = """
      host a
      host b
      switch lan
      a# true
      expect path a b
      """
    let message = """
      n.net:5:8: error: this expectation is about packets, and no line above it is traced \
      [expect-without-trace]
      expect path a b
             ^~~~
      help: write `trace` before the console line
      """
    #expect(messages(text) == message)
  }

  @Test func `empty expectation 3: the path names no node`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect path
      """
    let message = """
      n.net:5:12: error: the path names no node [empty-expectation]
      expect path
                 ^
      help: write `path NODE NODE …`
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown node: there is no host 'c'`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect path a c
      """
    let message = """
      n.net:5:15: error: there is no host `c` [unknown-node]
      expect path a c
                    ^
      help: known are `a`, `b`
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown expectation 3: expected 'path' after 'reply'`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect reply a b
      """
    let message = """
      n.net:5:14: error: expected `path` after `reply` [unknown-expectation]
      expect reply a b
                   ^
      help: write `expect reply path NODE NODE …`
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed endpoint: '10.0.0.2:x' is not an address or an address and a port`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect a:eth0 * > 10.0.0.2:x
      """
    let message = """
      n.net:5:19: error: `10.0.0.2:x` is not an address or an address and a port [malformed-endpoint]
      expect a:eth0 * > 10.0.0.2:x
                        ^~~~~~~~~~
      help: write `ADDRESS`, `ADDRESS:PORT`, or `*` in the place of either
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed expectation: expected a source and a destination`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect a:eth0 10.0.0.1 10.0.0.2
      """
    let message = """
      n.net:5:24: error: expected a source and a destination [malformed-expectation]
      expect a:eth0 10.0.0.1 10.0.0.2
                             ^~~~~~~~
      help: write `expect a:eth0 SOURCE > DESTINATION`
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown table: there is no table 'natt'`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect a hits natt OUTPUT "x"
      """
    let message = """
      n.net:5:15: error: there is no table `natt` [unknown-table]
      expect a hits natt OUTPUT "x"
                    ^~~~
      help: did you mean `nat`?
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown expectation 4: 'hist' is not an expectation`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect a hist nat OUTPUT "x"
      """
    let message = """
      n.net:5:10: error: `hist` is not an expectation [unknown-expectation]
      expect a hist nat OUTPUT "x"
               ^~~~
      help: did you mean `hits`?
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed expectation 2: 'hits' needs a table, a chain and a part of the rule`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect a hits nat OUTPUT
      """
    let message = """
      n.net:5:25: error: `hits` needs a table, a chain and a part of the rule [malformed-expectation]
      expect a hits nat OUTPUT
                              ^
      help: write `expect a hits nat PREROUTING "-j DNAT"`
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed expectation 3: this is not how a drop is expected`() {
    let text = """
      host a
      host b
      switch lan
      trace a# true
      expect dropped on a
      """
    let message = """
      n.net:5:16: error: this is not how a drop is expected [malformed-expectation]
      expect dropped on a
                     ^~
      help: write `expect dropped at NODE` or `expect dropped at NODE by TABLE CHAIN`
      """
    #expect(messages(text) == message)
  }
}
