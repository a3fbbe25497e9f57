import Linux
import Packets
import Simulation

/// Publishing ports: a port of the host, the rules, and docker-proxy (libnetwork, portmapper.Map).
extension DockerEngine {
  func publishPorts(of endpoint: DockerEndpoint) throws(DockerError) {
    guard let address = endpoint.address, endpoint.network.driver == "bridge" else { return }
    if !endpoint.network.isInternal, let rules = endpoint.network.rules {
      for (port, binding) in Self.sorted(endpoint.container.requestedBindings) {
        do throws(DockerError) {
          try publish(port, binding, endpoint, address, rules)
        } catch {
          let text =
            "driver failed programming external connectivity on endpoint \(endpoint.container.name) "
            + "(\(endpoint.identifier)): \(error.text)"
          withdrawPorts(of: endpoint)
          throw DockerError(text)
        }
      }
    }
    forgetConnections(of: address)
  }

  /// The highest host port first, then the highest container port (go-connections, nat.SortPortMap).
  private static func sorted(_ bindings: [(ContainerPort, PortBinding)]) -> [(ContainerPort, PortBinding)] {
    var result: [(ContainerPort, PortBinding)] = []
    for entry in bindings {
      var place = result.count
      while place > 0, goesBefore(entry, result[place - 1]) { place -= 1 }
      result.insert(entry, at: place)
    }
    // Bindings of one port stay together.
    var grouped: [(ContainerPort, PortBinding)] = []
    for entry in result where !grouped.contains(where: { $0.0 == entry.0 }) {
      grouped += result.filter { $0.0 == entry.0 }
    }
    return grouped
  }

  private static func goesBefore(_ left: (ContainerPort, PortBinding), _ right: (ContainerPort, PortBinding))
    -> Bool
  {
    let (leftHost, rightHost) = (Int(left.1.hostPort) ?? 0, Int(right.1.hostPort) ?? 0)
    if leftHost > rightHost || left.0.number > right.0.number { return true }
    return left.0.number == right.0.number && !left.0.isUDP && right.0.isUDP
  }

  private func publish(
    _ port: ContainerPort, _ binding: PortBinding, _ endpoint: DockerEndpoint, _ address: IPv4Address,
    _ rules: BridgeRules
  ) throws(DockerError) {
    let hostAddress = IPv4Address(binding.hostAddress) ?? endpoint.network.hostBinding
    let wanted = wantedPorts(binding.hostPort)
    // A port that was asked for is tried once, a free one ten times (allocatePort).
    var attempts = wanted.count == 1 ? 1 : 10
    while true {
      attempts -= 1
      let hostPort: UInt16
      do throws(DockerError) {
        hostPort = try hostPorts.take(wanted, hostAddress, isUDP: port.isUDP)
      } catch {
        noteTaken(wanted.lowerBound, isUDP: port.isUDP)
        throw error
      }
      let published = PublishedPort(
        port: port, hostAddress: hostAddress, hostPort: hostPort, containerAddress: address)
      do throws(DockerError) {
        let proxy = usesProxy ? try startProxy(for: published) : nil
        do throws(DockerError) {
          try generation.publish(published, on: rules, writer)
        } catch {
          proxy?.deliver(.kill)
          throw error
        }
        endpoint.published.append(published)
        if let proxy { endpoint.proxies.append(proxy) }
        return
      } catch {
        hostPorts.release(hostPort, hostAddress, isUDP: port.isUDP)
        if attempts <= 0 { throw error }
      }
    }
  }

  /// For explanations: another container has the port.
  private func noteTaken(_ port: UInt16, isUDP: Bool) {
    guard
      let holder = containers.first(where: { container in
        container.endpoints.contains { endpoint in
          endpoint.published.contains { $0.hostPort == port && $0.port.isUDP == isUDP }
        }
      })
    else { return }
    let origin = network.provenance.origin(of: .state, holder) ?? holder.origin
    network.recorder.record(
      Refusal(
        node: machine.name,
        kind: .portTaken(port: port, isUDP: isUDP, holder: holder.name, origin: origin)))
  }

  /// `8080`, `8000-8010`, or nothing: then a port of the host's own range.
  private func wantedPorts(_ text: String) -> ClosedRange<UInt16> {
    let parts = text.split(separator: "-").compactMap { UInt16($0) }
    guard let first = parts.first, first != 0 else { return freePorts }
    return first...max(first, parts.last ?? first)
  }

  func withdrawPorts(of endpoint: DockerEndpoint) {
    for proxy in endpoint.proxies { proxy.deliver(.kill) }
    endpoint.proxies = []
    for published in endpoint.published {
      if let rules = endpoint.network.rules { generation.withdraw(published, on: rules, writer) }
      hostPorts.release(published.hostPort, published.hostAddress, isUDP: published.port.isUDP)
    }
    if !endpoint.published.isEmpty, let address = endpoint.address { forgetConnections(of: address) }
    endpoint.published = []
  }

  /// Entries of connection tracking whose replies come from a container, or go to it
  /// (libnetwork, clearEndpointConnections).
  func forgetConnections(of address: IPv4Address) {
    let tracker = host.netfilter.tracker
    for connection in tracker.connections
    where connection.reply.source == address || connection.reply.destination == address {
      tracker.kill(connection)
    }
  }
}

extension DockerContainer {
  /// What `-p` and `-P` ask for, by port.
  var requestedBindings: [(ContainerPort, PortBinding)] {
    exposedPorts.flatMap { port -> [(ContainerPort, PortBinding)] in
      if let bindings = configuration.portBindings[port] { return bindings.map { (port, $0) } }
      return configuration.publishesAll ? [(port, PortBinding(hostAddress: "", hostPort: ""))] : []
    }
  }
}
