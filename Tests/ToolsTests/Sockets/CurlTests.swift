import Linux
import Packets
import Simulation
import Testing

@testable import Tools

@Suite struct CurlTests {
  let hosts: TwoConsoles

  init() throws {
    hosts = try TwoConsoles()
    #expect(Serve.start(on: hosts.b.node, port: 80, isUDP: false, text: "page"))
  }

  @Test func `a page is printed`() {
    #expect(hosts.onA("curl http://10.0.0.2/") == "page\n")
    #expect(hosts.onA("curl 10.0.0.2:80") == "page\n")
    #expect(hosts.status == 0)
  }

  @Test func `the head is printed when it is asked for`() {
    let head = "HTTP/1.0 200 OK\nContent-Type: text/plain\nContent-Length: 5\n\n"
    #expect(hosts.onA("curl -i http://10.0.0.2/any/page") == head + "page\n")
    #expect(hosts.onA("curl -I http://10.0.0.2/") == head)
  }

  @Test func `everything is told with -v`() {
    #expect(
      hosts.onA("curl -v http://10.0.0.2/") == """
        *   Trying 10.0.0.2:80...
        * Connected to 10.0.0.2 (10.0.0.2) port 80 (#0)
        > GET / HTTP/1.1
        > Host: 10.0.0.2
        > User-Agent: curl/7.88.1
        > Accept: */*
        >\u{20}
        * HTTP 1.0, assume close after body
        < HTTP/1.0 200 OK
        < Content-Type: text/plain
        < Content-Length: 5
        <\u{20}
        page
        * Closing connection 0

        """)
  }

  @Test func `a format says what is written out`() {
    let format = "'%{http_code} %{remote_ip}:%{remote_port} %{size_download}\\n'"
    #expect(hosts.onA("curl -s -o /dev/null -w \(format) http://10.0.0.2/") == "200 10.0.0.2:80 5\n")
  }

  @Test(arguments: [
    (
      "http://10.0.0.2:82/", 7, "Failed to connect to 10.0.0.2 port 82 after 0 ms: Couldn't connect to server"
    ),
    (
      "http://10.0.0.99/", 7,
      "Failed to connect to 10.0.0.99 port 80 after 3000 ms: Couldn't connect to server"
    ),
    ("http://10.99.0.1/", 7, "Failed to connect to 10.99.0.1 port 80 after 0 ms: Couldn't connect to server"),
    ("http://no.such.host/", 6, "Could not resolve host: no.such.host"),
    ("nosuch://10.0.0.2/", 1, "Protocol \"nosuch\" not supported or disabled in libcurl"),
    ("http:///", 3, "URL using bad/illegal format or missing URL"),
    ("-m 1 http://10.0.0.99/", 28, "Connection timed out after 1000 milliseconds"),
    (
      "--connect-timeout 0.5 http://10.0.0.99/", 28,
      "Failed to connect to 10.0.0.99 port 80 after 500 ms: Timeout was reached"
    ),
  ]) func `a failure has its text and its exit status`(line: String, status: Int, text: String) {
    #expect(hosts.onA("curl \(line)") == "curl: (\(status)) \(text)\n")
    #expect(hosts.status == status)
    #expect(hosts.onA("curl -s \(line)") == "")
    #expect(hosts.status == status)
  }

  @Test(arguments: [
    ("", 52, "Empty reply from server"),
    (
      "HTTP/1.1 404 Not Found\\r\\nContent-Length: 5\\r\\n\\r\\nnope\\n", 22,
      "The requested URL returned error: 404"
    ),
    (
      "HTTP/1.1 200 OK\\r\\nContent-Length: 50\\r\\n\\r\\n", 18,
      "transfer closed with 50 bytes remaining to read"
    ),
    ("hello\\n", 1, "Received HTTP/0.9 when not allowed"),
  ]) func `a strange answer is told`(answer: String, status: Int, text: String) {
    hosts.onB("printf '\(answer)' | nc -N -l 8000 > /tmp/request & sleep 0.2")
    #expect(hosts.onA("curl -f http://10.0.0.2:8000/") == "curl: (\(status)) \(text)\n")
    #expect(hosts.onB("head -n 2 /tmp/request") == "GET / HTTP/1.1\r\nHost: 10.0.0.2:8000\r\n")
  }

  @Test func `data makes it a POST`() {
    hosts.onB(
      "printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n' | nc -l 8000 > /tmp/request & sleep 0.2")
    #expect(hosts.onA("curl -d a=b -H 'X-Y: z' -A me http://10.0.0.2:8000/p?q=1") == "")
    #expect(
      hosts.onB("tr -d '\\r' < /tmp/request") == """
        POST /p?q=1 HTTP/1.1
        Host: 10.0.0.2:8000
        User-Agent: me
        Accept: */*
        X-Y: z
        Content-Length: 3
        Content-Type: application/x-www-form-urlencoded

        a=b
        """)
  }

  @Test func `names come from the hosts file and from --resolve`() {
    #expect(hosts.onA("echo '10.0.0.2 web' >> /etc/hosts; curl http://web/") == "page\n")
    #expect(hosts.onA("curl --resolve other:80:10.0.0.2 http://other/") == "page\n")
  }

  @Test func `a name server is asked for the other names`() throws {
    let server = UDPSocket(
      namespace: hosts.b.node.namespace, owner: SocketOwner(name: "dns", processIdentifier: 1))
    try server.bind(port: 53)
    server.onReceive = { datagram in
      guard var message = DNSMessage(decoding: datagram.payload) else { return }
      message.isResponse = true
      let name = message.questions[0].name
      if name == "web.lan" {
        message.answers = [
          DNSMessage.Record(name: name, timeToLive: 60, data: .address(IPv4Address(10, 0, 0, 2)))
        ]
      } else {
        message.responseCode = .nameError
      }
      server.send(Bytes(message.encoded()), to: datagram.source, port: datagram.sourcePort)
    }
    _ = hosts.onA("printf 'nameserver 10.0.0.2\\nsearch lan\\n' > /etc/resolv.conf")
    #expect(hosts.onA("curl http://web/") == "page\n")
    #expect(hosts.onA("curl http://nobody/") == "curl: (6) Could not resolve host: nobody\n")
  }
}
