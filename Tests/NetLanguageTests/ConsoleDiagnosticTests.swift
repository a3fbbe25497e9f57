import Testing

@Suite struct ConsoleDiagnosticTests {
  @Test func `unknown node: there is no host 'c'`() {
    let text = """
      host a
      host b
      switch lan
      c# ip addr
      """
    let message = """
      n.net:4:1: error: there is no host `c` [unknown-node]
      c# ip addr
      ^
      help: known are `a`, `b`
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown node 2: 'lan' is a switch, not a host or a container`() {
    let text = """
      host a
      host b
      switch lan
      lan# ip addr
      """
    let message = """
      n.net:4:1: error: `lan` is a switch, not a host or a container [unknown-node]
      lan# ip addr
      ^~~
      help: known are `a`, `b`
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown node 3: there is no host 'cetnos'`() {
    let text = """
      host centos
      cetnos#ip addr
      """
    let message = """
      n.net:2:1: error: there is no host `cetnos` [unknown-node]
      cetnos#ip addr
      ^~~~~~
      help: did you mean `centos`?
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown node 4: there is no host 'c'`() {
    let text = """
      host a
      host b
      switch lan
      [root@c ~]# ip addr
      """
    let message = """
      n.net:4:7: error: there is no host `c` [unknown-node]
      [root@c ~]# ip addr
            ^
      help: known are `a`, `b`
      """
    #expect(messages(text) == message)
  }

  @Test func `unterminated quote: this quote is never closed`() {
    let text = """
      host a
      host b
      switch lan
      a# echo "one
      """
    let message = """
      n.net:4:9: error: this quote is never closed [unterminated-quote]
      a# echo "one
              ^
      help: end it with `"`, or write `\\"`
      """
    #expect(messages(text) == message)
  }

  @Test func `unterminated quote 2: this quote is never closed`() {
    let text = """
      host a
      host b
      switch lan
      a# echo 'its
      """
    let message = """
      n.net:4:9: error: this quote is never closed [unterminated-quote]
      a# echo 'its
              ^
      help: end it with `'`, or write `\\'`
      """
    #expect(messages(text) == message)
  }

  @Test func `unbound placeholder: '<IP>' stands for something that is not filled in`() {
    let text = """
      host a
      host b
      switch lan
      a# ping <IP>
      """
    let message = """
      n.net:4:9: warning: `<IP>` stands for something that is not filled in [unbound-placeholder]
      a# ping <IP>
              ^~~~
      help: write the value itself
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed trace: 'trace' takes a console line`() {
    let text = """
      host a
      host b
      switch lan
      trace ping b
      """
    let message = """
      n.net:4:7: error: `trace` takes a console line [malformed-trace]
      trace ping b
            ^~~~
      help: write `trace NODE# COMMAND`
      """
    #expect(messages(text) == message)
  }

  @Test func `duplicate name: the name 'h' is taken by the host of line 1`() {
    let text = """
      host h docker
      h# docker run --name h nginx
      """
    let message = """
      n.net:2:22: error: the name `h` is taken by the host of line 1 [duplicate-name]
      h# docker run --name h nginx
                           ^
      help: names are unique over hosts, switches and containers
      """
    #expect(messages(text) == message)
  }
}
