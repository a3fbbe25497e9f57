import Testing

@Suite struct DeclarationDiagnosticTests {
  @Test func `unknown statement: 'hots' is not a statement`() {
    let text = """
      hots a
      """
    let message = """
      n.net:1:1: error: `hots` is not a statement [unknown-statement]
      hots a
      ^~~~
      help: did you mean `host`?
      """
    #expect(messages(text) == message)
  }

  @Test func `missing name: the host has no name`() {
    let text = """
      host
      """
    let message = """
      n.net:1:5: error: the host has no name [missing-name]
      host
          ^
      help: write `host NAME`
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid name: a name can not contain '!'`() {
    let text = """
      host a!b
      """
    let message = """
      n.net:1:7: error: a name can not contain `!` [invalid-name]
      host a!b
            ^
      help: names are letters, digits, `_`, `.` and `-`
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown option: a host has no option 'windos'`() {
    let text = """
      host b windos
      """
    let message = """
      n.net:1:8: error: a host has no option `windos` [unknown-option]
      host b windos
             ^~~~~~
      help: did you mean `windows`?
      """
    #expect(messages(text) == message)
  }

  @Test func `conflicting options: 'docker' can not stand beside 'windows'`() {
    let text = """
      host w windows docker
      """
    let message = """
      n.net:1:16: error: `docker` can not stand beside `windows` [conflicting-options]
      host w windows docker
                     ^~~~~~
      help: Docker Engine runs on Linux hosts: give it a host of its own
      """
    #expect(messages(text) == message)
  }

  @Test func `conflicting options: 'userland-proxy' is an option of Docker Engine`() {
    let text = """
      host h userland-proxy=false
      """
    let message = """
      n.net:1:8: error: `userland-proxy` is an option of Docker Engine [conflicting-options]
      host h userland-proxy=false
             ^~~~~~~~~~~~~~~~~~~~
      help: say docker, too: host h docker userland-proxy=false
      """
    #expect(messages(text) == message)
  }

  @Test func `not a value: 'userland-proxy' is on or off`() {
    let text = """
      host h docker userland-proxy=maybe
      """
    let message = """
      n.net:1:15: error: `userland-proxy=maybe` is neither on nor off [not-a-value]
      host h docker userland-proxy=maybe
                    ^~~~~~~~~~~~~~~~~~~~
      help: userland-proxy=false, or userland-proxy=true
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown docker version: Docker 19.03 is not simulated`() {
    let text = """
      host e docker=19.03
      """
    let message = """
      n.net:1:15: error: Docker 19.03 is not simulated [unknown-docker-version]
      host e docker=19.03
                    ^~~~~
      help: versions are 20.10, 28 and 29, or one of their releases such as 28.0.1
      """
    #expect(messages(text) == message)
  }

  @Test func `duplicate name: the name 'a' is taken by the host of line 1`() {
    let text = """
      host a
      switch a
      """
    let message = """
      n.net:2:8: error: the name `a` is taken by the host of line 1 [duplicate-name]
      switch a
             ^
      help: names are unique over hosts, switches and containers
      """
    #expect(messages(text) == message)
  }

  @Test func `unexpected text: a switch has a name and nothing else`() {
    let text = """
      switch lan 5
      """
    let message = """
      n.net:1:12: error: a switch has a name and nothing else [unexpected-text]
      switch lan 5
                 ^
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed image: expected 'serves' after the image's name`() {
    let text = """
      image web serve 80/tcp "x"
      """
    let message = """
      n.net:1:11: error: expected `serves` after the image's name [malformed-image]
      image web serve 80/tcp "x"
                ^~~~~
      help: write `image NAME serves PORT/PROTO "TEXT"`
      """
    #expect(messages(text) == message)
  }

  @Test func `missing protocol: the port '80' has no protocol`() {
    let text = """
      host a
      host b
      switch lan
      serve a 80 "x"
      """
    let message = """
      n.net:4:9: error: the port `80` has no protocol [missing-protocol]
      serve a 80 "x"
              ^~
      help: write `80/tcp` or `80/udp`
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid port: '99999' is not a port`() {
    let text = """
      host a
      host b
      switch lan
      serve a 99999/tpc "x"
      """
    let message = """
      n.net:4:9: error: `99999` is not a port [invalid-port]
      serve a 99999/tpc "x"
              ^~~~~
      help: ports are 1 to 65535
      n.net:4:15: error: `tpc` is not a protocol that can be served [unknown-protocol]
      serve a 99999/tpc "x"
                    ^~~
      help: protocols are tcp and udp
      """
    #expect(messages(text) == message)
  }

  @Test func `unterminated quote: the text has no closing quote`() {
    let text = """
      host a
      host b
      switch lan
      serve a 80/tcp "x
      """
    let message = """
      n.net:4:16: error: the text has no closing quote [unterminated-quote]
      serve a 80/tcp "x
                     ^
      help: end it with `"`
      """
    #expect(messages(text) == message)
  }

  @Test func `missing quote: expected a text in double quotes`() {
    let text = """
      host a
      host b
      switch lan
      serve a 80/tcp x
      """
    let message = """
      n.net:4:16: error: expected a text in double quotes [missing-quote]
      serve a 80/tcp x
                     ^
      help: write `"x"`
      """
    #expect(messages(text) == message)
  }

  @Test func `unexpected text 2: nothing may follow the closing quote`() {
    let text = """
      host a
      host b
      switch lan
      serve a 80/tcp "x" y
      """
    let message = """
      n.net:4:20: error: nothing may follow the closing quote [unexpected-text]
      serve a 80/tcp "x" y
                         ^
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown node: there is no host 'c'`() {
    let text = """
      host a
      host b
      switch lan
      serve c 80/tcp "x"
      """
    let message = """
      n.net:4:7: error: there is no host `c` [unknown-node]
      serve c 80/tcp "x"
            ^
      help: known are `a`, `b`
      """
    #expect(messages(text) == message)
  }
}
