import Testing

@Suite struct LinkDiagnosticTests {
  @Test func `malformed link: a link needs ' -- ' between its two ends`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 lan
      """
    let message = """
      n.net:4:16: error: a link needs ` -- ` between its two ends [malformed-link]
      link a:eth0 lan
                     ^
      help: write `link HOST:INTERFACE [ADDRESS/PREFIX] -- HOST:INTERFACE [ADDRESS/PREFIX]`
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed link 2: a link needs ' -- ' between its two ends`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -> lan
      """
    let message = """
      n.net:4:13: error: a link needs ` -- ` between its two ends [malformed-link]
      link a:eth0 -> lan
                  ^~
      help: write `link HOST:INTERFACE [ADDRESS/PREFIX] -- HOST:INTERFACE [ADDRESS/PREFIX]`
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed link 3: the link's right end is missing`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 --
      """
    let message = """
      n.net:4:15: error: the link's right end is missing [malformed-link]
      link a:eth0 --
                    ^
      help: write `link HOST:INTERFACE [ADDRESS/PREFIX] -- HOST:INTERFACE [ADDRESS/PREFIX]`
      """
    #expect(messages(text) == message)
  }

  @Test func `missing interface: the end at host 'a' names no interface`() {
    let text = """
      host a
      host b
      switch lan
      link a -- lan
      """
    let message = """
      n.net:4:6: error: the end at host `a` names no interface [missing-interface]
      link a -- lan
           ^
      help: write `a:eth0`
      """
    #expect(messages(text) == message)
  }

  @Test func `switch interface: a switch's ports have no names`() {
    let text = """
      host a
      host b
      switch lan
      link lan:1 -- a:eth0
      """
    let message = """
      n.net:4:9: error: a switch's ports have no names [switch-interface]
      link lan:1 -- a:eth0
              ^~
      help: write `lan`
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown node: there is no host or switch 'lna'`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- lna
      """
    let message = """
      n.net:4:16: error: there is no host or switch `lna` [unknown-node]
      link a:eth0 -- lna
                     ^~~
      help: did you mean `lan`?
      """
    #expect(messages(text) == message)
  }

  @Test func `same ends: both ends of the link are the switch 'lan'`() {
    let text = """
      host a
      host b
      switch lan
      link lan -- lan
      """
    let message = """
      n.net:4:13: error: both ends of the link are the switch `lan` [same-ends]
      link lan -- lan
                  ^~~
      help: a cable joins two places
      """
    #expect(messages(text) == message)
  }

  @Test func `duplicate interface: host 'a' has an interface 'eth0' already`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- a:eth0
      """
    let message = """
      n.net:4:18: error: host `a` has an interface `eth0` already [duplicate-interface]
      link a:eth0 -- a:eth0
                       ^~~~
      help: a cable makes a new interface: choose another name
      """
    #expect(messages(text) == message)
  }

  @Test func `duplicate interface 2: host 'a' has an interface 'lo' already`() {
    let text = """
      host a
      host b
      switch lan
      link a:lo -- lan
      """
    let message = """
      n.net:4:8: error: host `a` has an interface `lo` already [duplicate-interface]
      link a:lo -- lan
             ^~
      help: a cable makes a new interface: choose another name
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid interface: the interface name 'averylonginterface' is longer than 15 ch`() {
    let text = """
      host a
      host b
      switch lan
      link a:averylonginterface -- lan
      """
    let message = """
      n.net:4:8: error: the interface name `averylonginterface` is longer than 15 characters \
      [invalid-interface]
      link a:averylonginterface -- lan
             ^~~~~~~~~~~~~~~~~~
      help: Linux allows 15 (IFNAMSIZ)
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid interface 2: 'x over y' is no interface name`() {
    let text = """
      host a
      host b
      switch lan
      link a:x/y -- lan
      """
    let message = """
      n.net:4:8: error: `x/y` is no interface name [invalid-interface]
      link a:x/y -- lan
             ^~~
      help: interface names are up to 15 characters without space, `/` and `:`
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid address: the octet 300 is greater than 255`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 10.0.0.300/24 -- lan
      """
    let message = """
      n.net:4:20: error: the octet 300 is greater than 255 [invalid-address]
      link a:eth0 10.0.0.300/24 -- lan
                         ^~~
      """
    #expect(messages(text) == message)
  }

  @Test func `missing prefix: the address 10.0.0.1 has no prefix length`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 10.0.0.1 -- lan
      """
    let message = """
      n.net:4:13: error: the address 10.0.0.1 has no prefix length [missing-prefix]
      link a:eth0 10.0.0.1 -- lan
                  ^~~~~~~~
      help: write `10.0.0.1/24`
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid prefix: '33' is not a prefix length`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 10.0.0.1/33 -- lan
      """
    let message = """
      n.net:4:22: error: `33` is not a prefix length [invalid-prefix]
      link a:eth0 10.0.0.1/33 -- lan
                           ^~
      help: prefix lengths are 0 to 32
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid address 2: '10.0.1' is not an address: it has 3 octets instead of 4`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 10.0.1/24 -- lan
      """
    let message = """
      n.net:4:13: error: `10.0.1` is not an address: it has 3 octets instead of 4 [invalid-address]
      link a:eth0 10.0.1/24 -- lan
                  ^~~~~~
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid address 3: 10.0.0.0 is the network address of 10.0.0.0 over 24, not a h`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 10.0.0.0/24 -- lan
      """
    let message = """
      n.net:4:13: error: 10.0.0.0 is the network address of 10.0.0.0/24, not a host's [invalid-address]
      link a:eth0 10.0.0.0/24 -- lan
                  ^~~~~~~~~~~
      help: hosts there have 10.0.0.1 to 10.0.0.254
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid address 4: 10.0.0.63 is the broadcast address of 10.0.0.0 over 26, not`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 10.0.0.63/26 -- lan
      """
    let message = """
      n.net:4:13: error: 10.0.0.63 is the broadcast address of 10.0.0.0/26, not a host's [invalid-address]
      link a:eth0 10.0.0.63/26 -- lan
                  ^~~~~~~~~~~~
      help: hosts there have 10.0.0.1 to 10.0.0.62
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid address 5: a link gives IPv4 addresses, and 'fd00::1 over 64' is not on`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 fd00::1/64 -- lan
      """
    let message = """
      n.net:4:13: error: a link gives IPv4 addresses, and `fd00::1/64` is not one [invalid-address]
      link a:eth0 fd00::1/64 -- lan
                  ^~~~~~~~~~
      help: add an IPv6 address by a console line: `ip -6 addr add`
      """
    #expect(messages(text) == message)
  }

  @Test func `switch address: a switch has no address: it works on Ethernet frames alone`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- lan 10.0.0.1/24
      """
    let message = """
      n.net:4:20: error: a switch has no address: it works on Ethernet frames alone [switch-address]
      link a:eth0 -- lan 10.0.0.1/24
                         ^~~~~~~~~~~
      """
    #expect(messages(text) == message)
  }

  @Test func `duplicate address: 'a' has this address on the same wire`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 10.0.0.1/24 -- lan
      link b:eth0 10.0.0.1/24 -- lan
      """
    let message = """
      n.net:5:13: warning: `a` has this address on the same wire [duplicate-address]
      link b:eth0 10.0.0.1/24 -- lan
                  ^~~~~~~~~~~
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid mtu: '67' is not an MTU`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- lan mtu=67
      """
    let message = """
      n.net:4:24: error: `67` is not an MTU [invalid-mtu]
      link a:eth0 -- lan mtu=67
                             ^~
      help: an MTU is 68 to 65535 bytes
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid delay: the delay 10 has no unit`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- lan delay=10
      """
    let message = """
      n.net:4:26: error: the delay 10 has no unit [invalid-delay]
      link a:eth0 -- lan delay=10
                               ^~
      help: a delay is a number with ns, us, ms or s, such as `10ms`
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid rate: '10mb' is not a rate`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- lan rate=10mb
      """
    let message = """
      n.net:4:25: error: `10mb` is not a rate [invalid-rate]
      link a:eth0 -- lan rate=10mb
                              ^~~~
      help: a rate is a number with bit, kbit, mbit or gbit, such as `10mbit`
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid loss: a loss is at most 100%`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- lan loss=101%
      """
    let message = """
      n.net:4:25: error: a loss is at most 100% [invalid-loss]
      link a:eth0 -- lan loss=101%
                              ^~~~
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown option: a link has no option 'los'`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- lan los=1%
      """
    let message = """
      n.net:4:20: error: a link has no option `los` [unknown-option]
      link a:eth0 -- lan los=1%
                         ^~~
      help: did you mean `loss`?
      """
    #expect(messages(text) == message)
  }

  @Test func `duplicate option: the link's 'mtu' was already given`() {
    let text = """
      host a
      host b
      switch lan
      link a:eth0 -- lan mtu=100 mtu=200
      """
    let message = """
      n.net:4:28: error: the link's `mtu` was already given [duplicate-option]
      link a:eth0 -- lan mtu=100 mtu=200
                                 ^~~~~~~
      """
    #expect(messages(text) == message)
  }
}
