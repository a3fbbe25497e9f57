import Linux
import NetLanguage
import Packets
import Simulation
import Tools

/// Hosts, switches, cables, images and services.
extension Lab {
  func declare(_ host: HostDeclaration) throws(Failure) {
    guard system.node(named: host.name.value) == nil, switches[host.name.value] == nil else {
      throw Failure("name-taken", at: host.name.range, "the name \(host.name.value) is taken already")
    }
    let machine = system.addMachine(
      name: host.name.value, operatingSystem: host.isWindows ? .windows : .linux)
    if host.forwards { machine.node.namespace.isForwarding = true }
    if !host.nameServers.isEmpty || !host.searchDomains.isEmpty {
      machine.node.files.write("/etc/resolv.conf", Self.resolverFile(host))
    }
    if let docker = host.docker {
      waitFor(machine, version: docker.value.text, usesProxy: host.hasDockerProxy)
    }
  }

  /// What resolv.conf(5) says.
  private static func resolverFile(_ host: HostDeclaration) -> String {
    let search =
      host.searchDomains.isEmpty ? "" : "search " + host.searchDomains.joined(separator: " ") + "\n"
    return search + host.nameServers.map { "nameserver \(IPv4Address(bits: $0))\n" }.joined()
  }

  func connect(_ link: LinkDeclaration) throws(Failure) {
    var properties = Cable.Properties()
    properties.delay = Nanoseconds(link.delayNanoseconds?.value ?? 0)
    properties.loss = link.loss?.value ?? 0
    properties.rate = link.rate?.value
    let (leftNumber, rightNumber) = (number(of: link.left), number(of: link.right))
    // A cable is made as a pair of interfaces, and the far one is registered first: that shows in the indexes when
    // both are on one host.
    let right = try plug(link.right, number: rightNumber, mtu: link.mtu?.value)
    let left = try plug(link.left, number: leftNumber, mtu: link.mtu?.value)
    _ = network.connect(left, right, properties: properties)
    for socket in [left, right] {
      if let device = socket as? NetworkDevice { device.namespace.bringUp(device) }
    }
  }

  /// An interface's place among those declared on its host, from 1: its hardware address is made from it.
  private func number(of end: LinkEnd) -> Int {
    guard end.interface != nil else { return 0 }
    let number = declaredInterfaces[end.node.value, default: 0] + 1
    declaredInterfaces[end.node.value] = number
    return number
  }

  /// Makes the interface or the port that an end of a cable is plugged into.
  private func plug(_ end: LinkEnd, number: Int, mtu: Int?) throws(Failure) -> any CableSocket {
    if let made = switches[end.node.value], end.interface == nil { return made.addPort() }
    guard let machine = system.machine(named: end.node.value),
      let interface = end.interface
    else {
      throw Failure("unknown-node", at: end.node.range, "there is no host or switch named \(end.node.value)")
    }
    let namespace = machine.node.namespace
    // 52:54:00:00:HOST:INTERFACE; the 256th host needs a second octet.
    let hardware = MACAddress(
      0x52, 0x54, 0, UInt8(truncatingIfNeeded: machine.number >> 8),
      UInt8(truncatingIfNeeded: machine.number), UInt8(truncatingIfNeeded: number))
    let device = namespace.addDevice(
      name: interface.value, kind: .ethernet, hardware: hardware, mtu: mtu ?? 1500)
    for address in end.addresses { try add(address, to: device) }
    return device
  }

  /// Declared addresses have a broadcast address, as network managers set it.
  private func add(_ address: Located<AddressText>, to device: NetworkDevice) throws(Failure) {
    let prefix = IPv4Prefix(IPv4Address(bits: address.value.bits), length: address.value.length)
    let declared = InterfaceAddress(
      prefix, broadcast: prefix.length < 31 ? prefix.broadcast : nil, label: device.name)
    do throws(KernelError) {
      try device.namespace.add(declared, to: device)
    } catch {
      throw Failure(
        "address-refused", at: address.range, "\(device.name) cannot have \(prefix): \(error.text)")
    }
  }

  func declareImage(_ name: String, _ service: ServiceDeclaration) {
    system.images[name] = DeclaredImage(
      name: name, port: UInt16(service.port.value), isUDP: service.transport == .udp,
      text: service.text.value, origin: network.origin)
  }

  func serve(_ service: ServiceDeclaration, on name: Located<String>) throws(Failure) {
    guard let node = system.node(named: name.value) else {
      throw Failure(
        "unknown-node", at: name.range, "there is no host or running container named \(name.value)")
    }
    let port = UInt16(service.port.value)
    guard
      Serve.start(on: node, port: port, isUDP: service.transport == .udp, text: service.text.value)
    else {
      throw Failure(
        "port-taken", at: service.port.range,
        "something on \(name.value) listens on port \(port)/\(service.transport.rawValue) already")
    }
  }
}
