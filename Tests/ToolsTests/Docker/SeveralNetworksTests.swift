import Testing

@testable import Tools

/// Containers in several networks, up to Engine 20.10.
@Suite struct SeveralNetworksTests {
  @Test("The default bridge is joined first; interfaces are named by the networks' names")
  func interfacesOfAStart() {
    let host = DockerHost()
    host.run("docker network create zeta; docker network create alpha")
    host.run("docker create --name box --network zeta alpine sleep 600")
    host.run("docker network connect alpha box; docker network connect bridge box; docker start box")
    let lines = host.output("ip -br -4 addr", on: "box").split(separator: "\n").dropFirst()
    #expect(lines.map { $0.prefix(4) } == ["eth1", "eth2", "eth0"])
    #expect(host.output("ip route show default", on: "box") == "default via 172.19.0.1 dev eth0 \n")
  }

  @Test func aFixedAddressNeedsASubnetOfOnesOwn() {
    let host = DockerHost()
    host.run("docker network create n1; docker run -d --name box web")
    let refused = host.run("docker network connect --ip 172.18.0.9 n1 box")
    #expect(
      refused.output
        == "Error response from daemon: user specified IP address is supported only when connecting to networks "
        + "with user configured subnets\n")
    #expect(refused.status == 1)
  }

  @Test func aSubnetWithoutAnAddressForTheGatewayIsRefused() {
    #expect(
      DockerHost().output("docker network create --subnet 10.80.1.0/31 tiny")
        == "Error response from daemon: failed to allocate gateway (): No available addresses on this pool\n")
  }
}
