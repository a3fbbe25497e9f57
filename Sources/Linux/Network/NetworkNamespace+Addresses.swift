package import Packets
package import Simulation

/// Adding and removing addresses, and the routes that follow from them (net/ipv4/devinet.c, inet_insert_ifa,
/// inet_del_ifa; fib_frontend.c, fib_add_ifaddr, fib_del_ifaddr).
extension NetworkNamespace {
  /// Adds an address. The first of a network on an interface is primary, the others secondary.
  package func add(_ address: InterfaceAddress, to device: NetworkDevice) throws(KernelError) {
    var address = address
    for present in device.addresses where present.connected == address.connected {
      if present.address == address.address {
        throw .exists.explained("ipv4: Address already assigned")
      }
      // Same mask and network: secondary.
      guard present.scope == address.scope else {
        throw .invalidArgument.explained("ipv4: Invalid scope value")
      }
      address.isSecondary = true
    }
    address.origin = address.origin ?? network.origin
    // A primary address stands behind the primary ones whose scope is as narrow or narrower.
    let behind = device.addresses.lastIndex { !$0.isSecondary && address.scope <= $0.scope }
    let place = address.isSecondary ? device.addresses.count : behind.map { $0 + 1 } ?? 0
    device.addresses.insert(address, at: place)
    if device.isAdministrativelyUp { addRoutes(for: address, on: device) }
    waitForEnd(of: address, on: device)
  }

  /// Gives an address another lifetime (`ip address change`). False when it is not there.
  @discardableResult
  package func setEnd(
    _ expires: Nanoseconds?, preferredUntil: Nanoseconds? = nil, of prefix: IPv4Prefix,
    on device: NetworkDevice
  ) -> Bool {
    guard let place = device.addresses.firstIndex(where: { $0.local == prefix }) else { return false }
    device.addresses[place].expires = expires
    device.addresses[place].preferredUntil = preferredUntil
    waitForEnd(of: device.addresses[place], on: device)
    return true
  }

  /// Gives the route to an address's network another metric (fib_frontend.c, fib_modify_prefix_metric).
  package func setRouteMetric(_ metric: Int, of prefix: IPv4Prefix, on device: NetworkDevice) {
    guard let place = device.addresses.firstIndex(where: { $0.local == prefix }) else { return }
    let old = device.addresses[place]
    device.addresses[place].routeMetric = metric
    let route = routing.main.routes(to: old.connected).first {
      $0.device === device && $0.metric == old.routeMetric && $0.proto == "kernel"
    }
    guard let route else { return }
    routing.main.remove(route)
    addRoutes(for: device.addresses[place], on: device)
  }

  /// When its time is over, an address goes (net/ipv4/devinet.c, check_lifetime).
  private func waitForEnd(of address: InterfaceAddress, on device: NetworkDevice) {
    guard let expires = address.expires else { return }
    clock.schedule(after: expires - clock.now) { [unowned(unsafe) self, unowned(unsafe) device] in
      guard let present = device.addresses.first(where: { $0.local == address.local }),
        present.expires == expires
      else { return }
      self.remove(present, from: device)
    }
  }

  /// Removes an address; the secondary ones of a removed primary go with it, unless they are promoted.
  package func remove(_ address: InterfaceAddress, from device: NetworkDevice) {
    device.addresses.removeAll { $0.local == address.local && $0.peer == address.peer }
    network.note(Removal(.address(address), in: self))
    removeRoutes(for: address, on: device)
    netfilter.addressRemoved(address.address, from: device)
    if device.addresses.isEmpty { disableIP(on: device) }
    guard !address.isSecondary else { return }
    let followers = device.addresses.filter { $0.isSecondary && $0.connected == address.connected }
    guard let first = followers.first else { return }
    let promotes = max(device.settings.promoteSecondaries, settings.all.promoteSecondaries) != 0
    for follower in followers where !promotes || follower == first {
      device.addresses.removeAll { $0 == follower }
      removeRoutes(for: follower, on: device)
    }
    if promotes {
      var promoted = first
      promoted.isSecondary = false
      let place = device.addresses.firstIndex { $0.isSecondary } ?? device.addresses.count
      device.addresses.insert(promoted, at: place)
      addRoutes(for: promoted, on: device)
    }
  }

  /// With the last address of an interface its routes go, and its neighbours are forgotten (fib_frontend.c,
  /// fib_disable_ip).
  private func disableIP(on device: NetworkDevice) {
    for table in routing.allTables { table.removeAll { $0.device === device } }
    neighbours.forget(device)
  }

  /// The local entry, the connected network and its broadcast address.
  func addRoutes(for address: InterfaceAddress, on device: NetworkDevice) {
    let own = address.address
    insertIfAbsent(
      Route(
        .local, to: IPv4Prefix(own, length: 32), device: device, source: primarySource(of: address, device),
        proto: "kernel", origin: address.origin),
      into: routing.local)
    if device.isLoopback, own.isLoopback {
      insertIfAbsent(
        Route(
          .local, to: address.local.network, device: device, source: own, proto: "kernel",
          origin: address.origin), into: routing.local)
    }
    for broadcast in broadcasts(of: address) {
      insertIfAbsent(
        Route(
          .broadcast, to: IPv4Prefix(broadcast, length: 32), device: device,
          source: primarySource(of: address, device), proto: "kernel", origin: address.origin),
        into: routing.local)
    }
    // 0.0.0.0/8 is no network to send to (ipv4_is_zeronet).
    guard !address.isSecondary, !device.isLoopback, !address.hasNoPrefixRoute,
      !address.connected.isZeroNetwork,
      address.connected.length < 32 || address.peer != nil
    else { return }
    insertIfAbsent(
      Route(
        to: address.connected, device: device, source: own, metric: address.routeMetric, scope: .link,
        proto: "kernel",
        origin: address.origin), into: routing.main)
  }

  /// The broadcast address that was set, and the network's highest one, which is a broadcast route in any case.
  private func broadcasts(of address: InterfaceAddress) -> [IPv4Address] {
    let hasNetwork = address.connected.length < 31 && !address.connected.isZeroNetwork
    let implicit = hasNetwork ? [address.connected.broadcast] : []
    guard let explicit = address.broadcast, !implicit.contains(explicit), !explicit.isBroadcast else {
      return implicit
    }
    return [explicit] + implicit
  }

  private func primarySource(of address: InterfaceAddress, _ device: NetworkDevice) -> IPv4Address {
    guard address.isSecondary else { return address.address }
    return device.addresses.first { !$0.isSecondary && $0.connected == address.connected }?.address
      ?? address.address
  }

  private func insertIfAbsent(_ route: Route, into table: RoutingTable) {
    let present = table.routes(to: route.prefix)
    guard
      !present.contains(where: {
        $0.kind == route.kind && $0.device === route.device
          && $0.metric == route.metric && $0.preferredSource == route.preferredSource
      })
    else { return }
    table.insert(route)
  }

  /// Takes the routes away that no other address of the namespace still needs, and those with this source.
  func removeRoutes(for address: InterfaceAddress, on device: NetworkDevice) {
    let remaining = devices.filter { $0.isAdministrativelyUp }.flatMap { device in
      device.addresses.map { (device, $0) }
    }
    let own = address.address
    if !remaining.contains(where: { $1.address == own }) {
      routing.local.removeAll { $0.kind == .local && $0.prefix == IPv4Prefix(own, length: 32) }
      for table in routing.allTables where table !== routing.local {
        table.removeAll { $0.preferredSource == own }
      }
    }
    if device.isLoopback, own.isLoopback {
      routing.local.removeAll { $0.prefix == address.local.network && $0.device === device }
    }
    for broadcast in broadcasts(of: address)
    where !remaining.contains(where: { $0 === device && broadcasts(of: $1).contains(broadcast) }) {
      routing.local.removeAll {
        $0.kind == .broadcast && $0.prefix.address == broadcast && $0.device === device
      }
    }
    if !remaining.contains(where: { $0 === device && !$1.isSecondary && $1.connected == address.connected }) {
      routing.main.removeAll {
        $0.device === device && $0.prefix == address.connected && $0.proto == "kernel"
      }
    }
  }

  /// The source for a packet that leaves by a device (net/ipv4/devinet.c, inet_select_addr): a primary address
  /// of the destination's network, else the device's first, else one of any other interface.
  package func selectAddress(
    on device: NetworkDevice, to destination: IPv4Address, scope: RouteScope = .link
  ) -> IPv4Address? {
    var first: IPv4Address?
    for address in device.addresses where !address.isSecondary && address.scope <= scope {
      if address.connected.contains(destination) { return address.address }
      first = first ?? address.address
    }
    if let first { return first }
    for other in devices where other !== device && other.isAdministrativelyUp {
      for address in other.addresses
      where !address.isSecondary && address.scope != .link
        && address.scope <= scope
      {
        return address.address
      }
    }
    return nil
  }
}

extension IPv4Prefix {
  fileprivate var isZeroNetwork: Bool { address.bits >> 24 == 0 }
}
