import Lab
import Testing

@Suite struct TopologyTests {
  @Test("The picture of the network has hosts, switches, cables and addresses")
  func declared() {
    let topology = run(
      """
      host win windows
      host linux
      switch lan
      link win:VMnet8 192.168.40.1/24 -- lan
      link linux:ens33 192.168.40.180/24 10.0.0.1/8 -- lan
      """
    ).topology
    #expect(topology.nodes.map(\.name) == ["win", "linux", "lan"])
    #expect(topology.nodes.map(\.kind) == [.windows, .host, .switchNode])
    #expect(topology.nodes[1].interfaces.map(\.name) == ["lo", "ens33"])
    #expect(topology.nodes[1].interfaces[1].addresses == ["192.168.40.180/24", "10.0.0.1/8"])
    #expect(topology.nodes[1].interfaces[1].hardware == "52:54:00:00:02:01")
    #expect(topology.links.count == 2)
    #expect(topology.links[0].right == Topology.Link.End(node: "lan", interface: nil))
  }

  @Test("A pair of veths that a note makes is drawn once")
  func veth() {
    let topology = run(
      """
      host h
      h# ip netns add red
      h# ip link add v0 type veth peer name v1 netns red
      """
    ).topology
    #expect(topology.nodes.map(\.name) == ["h", "h/red"])
    #expect(topology.links.map(\.kind) == [.veth])
  }

  @Test("What listens is named by its port and program, what only asks is not")
  func services() {
    let topology = run(
      twoHosts + """
        serve b 80/tcp "hello"
        b# nc -lk -p 7000 &
        b# nc -luk -p 7002 &
        a# nc -u 10.0.0.2 7002 < /dev/null &
        """
    ).topology
    #expect(topology.nodes[0].services == [])
    #expect(topology.nodes[1].services == [":80 serve", ":7000 nc", ":7002/udp nc"])
  }
}
