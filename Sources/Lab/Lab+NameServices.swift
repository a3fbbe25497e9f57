import Linux
import NetLanguage
import Packets
import Simulation
import Tools

/// Name servers and DHCP servers: `serve NODE dns …` and `serve NODE dhcp …` run dnsmasq there, in the background.
extension Lab {
  func serve(_ declaration: NameServiceDeclaration) throws(Failure) {
    var arguments = [
      "--keep-in-foreground", "--conf-file=/dev/null", "--no-hosts", "--no-resolv", "--pid-file=",
    ]
    var forwards = false
    for entry in declaration.entries {
      switch entry {
      case .address(let name, let bits): arguments.append("--host-record=\(name),\(IPv4Address(bits: bits))")
      case .domain(let name, let bits): arguments.append("--address=/\(name)/\(IPv4Address(bits: bits))")
      case .alias(let name, let target): arguments.append("--cname=\(name),\(target)")
      case .forward(let bits):
        arguments.append("--server=\(IPv4Address(bits: bits))")
        forwards = true
      }
    }
    // Without anybody to ask, a name that it does not know does not exist.
    if !forwards { arguments.append("--local=/#/") }
    try startDnsmasq(arguments, on: declaration.node, port: 53)
  }

  func serve(_ declaration: AddressServiceDeclaration) throws(Failure) {
    var range = "\(IPv4Address(bits: declaration.first)),\(IPv4Address(bits: declaration.last))"
    if let lease = declaration.lease { range += ",\(lease)" }
    var arguments = [
      "--keep-in-foreground", "--conf-file=/dev/null", "--no-hosts", "--no-resolv", "--pid-file=", "--port=0",
      "--dhcp-authoritative", "--dhcp-range=\(range)",
    ]
    if let router = declaration.router {
      arguments.append("--dhcp-option=option:router,\(IPv4Address(bits: router))")
    }
    if !declaration.nameServers.isEmpty {
      let servers = declaration.nameServers.map { "\(IPv4Address(bits: $0))" }.joined(separator: ",")
      arguments.append("--dhcp-option=option:dns-server,\(servers)")
    }
    if let domain = declaration.domain { arguments.append("--domain=\(domain)") }
    try startDnsmasq(arguments, on: declaration.node, port: 67)
  }

  private func startDnsmasq(
    _ arguments: [String], on name: Located<String>, port: Int
  ) throws(Failure) {
    guard let node = system.node(named: name.value) else {
      throw Failure(
        "unknown-node", at: name.range, "there is no host or running container named \(name.value)")
    }
    guard let problem = Serve.startDnsmasq(arguments, on: node) else { return }
    if problem.hasSuffix("Address already in use") {
      throw Failure("port-taken", at: name.range, "something on \(name.value) has port \(port) already")
    }
    throw Failure("service-refused", at: name.range, "dnsmasq does not start: \(problem)")
  }
}
