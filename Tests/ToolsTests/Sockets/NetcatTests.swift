import Linux
import Packets
import Simulation
import Testing

@testable import Tools

@Suite struct NetcatTests {
  let hosts: TwoConsoles

  init() throws { hosts = try TwoConsoles() }

  @Test func `a text goes to a listener`() {
    hosts.onB("nc -l 5000 > got & sleep 0.5")
    #expect(hosts.onA("echo hello | nc -N 10.0.0.2 5000") == "")
    #expect(hosts.status == 0)
    #expect(hosts.onB("wait; cat got") == "hello\n")
  }

  @Test func `a listener answers`() {
    hosts.onB("echo answer | nc -l -N 5001 > /dev/null & sleep 0.5")
    #expect(hosts.onA("nc -N 10.0.0.2 5001 < /dev/null") == "answer\n")
    #expect(hosts.onB("wait") == "")
  }

  @Test func `-k lets one after the other in`() {
    hosts.onB("nc -l -k -v 5003 > more 2> said & sleep 0.5")
    _ = hosts.onA("echo one | nc -p 4001 -N 10.0.0.2 5003; echo two | nc -p 4002 -N 10.0.0.2 5003; sleep 0.3")
    #expect(hosts.onB("cat more") == "one\ntwo\n")
    #expect(
      hosts.onB("cat said") == """
        Listening on 0.0.0.0 5003
        Connection received on 10.0.0.1 4001
        Connection received on 10.0.0.1 4002

        """)
  }

  @Test(arguments: [
    (
      "-zv 10.0.0.2 79-81", 0,
      """
      nc: connect to 10.0.0.2 port 79 (tcp) failed: Connection refused
      Connection to 10.0.0.2 80 port [tcp/http] succeeded!
      nc: connect to 10.0.0.2 port 81 (tcp) failed: Connection refused

      """
    ),
    ("-z -v -n 10.0.0.2 80", 0, "Connection to 10.0.0.2 80 port [tcp/*] succeeded!\n"),
    ("-z 10.0.0.2 82", 1, ""),
    ("-zv -u 10.0.0.2 54", 1, ""),
    ("-zv -u 10.0.0.2 53", 0, "Connection to 10.0.0.2 53 port [udp/domain] succeeded!\n"),
    (
      "-v -w 1 10.0.0.77 5000", 1,
      "nc: connect to 10.0.0.77 port 5000 (tcp) timed out: Operation now in progress\n"
    ),
    ("-v -w 5 10.0.0.77 5000", 1, "nc: connect to 10.0.0.77 port 5000 (tcp) failed: No route to host\n"),
    ("-v 10.9.0.77 5000", 1, "nc: connect to 10.9.0.77 port 5000 (tcp) failed: Network is unreachable\n"),
    ("-v nosuch 5000", 1, "nc: getaddrinfo for host \"nosuch\" port 5000: Name or service not known\n"),
    ("-v localhost 80", 1, "nc: connect to localhost (127.0.0.1) port 80 (tcp) failed: Connection refused\n"),
    ("10.0.0.2", 1, "nc: missing port number\n"),
    ("10.0.0.2 nosuch", 1, "nc: port number invalid: nosuch\n"),
    ("10.0.0.2 70000", 1, "nc: port number too large: 70000\n"),
    ("-s 9.9.9.9 10.0.0.2 80", 1, "nc: bind failed: Cannot assign requested address\n"),
    ("-w abc 10.0.0.2 80", 1, "nc: timeout invalid: abc\n"),
  ]) func `every outcome has its text and its exit status`(line: String, status: Int, text: String) {
    Serve.start(on: hosts.b.node, port: 80, isUDP: false, text: "page")
    Serve.start(on: hosts.b.node, port: 53, isUDP: true, text: "name")
    #expect(hosts.onA("nc \(line)") == text)
    #expect(hosts.status == status)
  }

  @Test func `UDP is answered, or waited for`() {
    Serve.start(on: hosts.b.node, port: 53, isUDP: true, text: "an answer")
    #expect(hosts.onA("echo q | nc -u -w 1 10.0.0.2 53") == "an answer\n")
    #expect(hosts.onA("echo q | nc -u -w 1 10.0.0.2 5000; echo $?") == "0\n")
    hosts.onB("nc -u -l 6000 > got & sleep 0.5")
    #expect(hosts.onA("echo datagram | nc -u -w 1 10.0.0.2 6000; echo $?") == "0\n")
    #expect(hosts.onB("kill %1; wait; cat got") == "datagram\n")
  }

  @Test func `a port that is taken cannot be listened on`() {
    Serve.start(on: hosts.b.node, port: 80, isUDP: false, text: "page")
    #expect(hosts.onB("nc -l 80; echo $?") == "nc: Address already in use\n1\n")
  }

  @Test func `an HTTP request by hand`() {
    Serve.start(on: hosts.b.node, port: 80, isUDP: false, text: "page")
    let answer = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\npage\n"
    #expect(hosts.onA("printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc 10.0.0.2 80") == answer)
  }
}
