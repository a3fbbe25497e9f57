import Linux
import Packets
import Simulation

/// The proxy, the name, and the connection.
extension CurlTransfer {
  /// Where the connection goes: the proxy, or the server itself.
  var peer: CurlURL { proxy ?? url }

  /// `-x`, or the environment's `http_proxy`. False when it cannot be used.
  func chooseProxy() -> Bool {
    let environment = process.environment
    let text =
      options.proxy ?? environment[url.scheme == "https" ? "https_proxy" : "http_proxy"]
      ?? environment["all_proxy"] ?? ""
    guard !text.isEmpty, !isDirect else { return true }
    do throws(CurlURL.Problem) {
      var chosen = try CurlURL(text)
      guard chosen.scheme == "http", url.scheme == "http" else {
        process.fail(Unsimulated("curl's \(url.scheme) through the proxy \(text)"))
        return false
      }
      chosen.port = chosen.writtenPort ?? 1080
      proxy = chosen
      return true
    } catch {
      run.complain(5, "Unsupported proxy syntax in '\(text)'")
      run.finished(5)
      return false
    }
  }

  var isDirect: Bool {
    let list = options.withoutProxy ?? process.environment["no_proxy"] ?? process.environment["NO_PROXY"]
    guard let list else { return false }
    return list.split { $0 == "," || $0 == " " }.contains { part in
      part == "*" || url.host == part || url.host.hasSuffix((part.hasPrefix(".") ? "" : ".") + part)
    }
  }

  func resolve() {
    if url.scheme == "file" { return process.fail(Unsimulated("file:// in curl")) }
    if options.onlyIPv6 {
      connectionNumber = run.nextConnectionNumber()
      return fail(7, "Couldn't connect to server", noted: true)
    }
    if let detour { return look(up: detour.host, port: detour.port) }
    if let fixed = options.fixedAddresses.first(where: {
      $0.host == url.host.lowercased() && $0.port == url.port
    }) {
      run.note("Hostname \(url.host) was found in DNS cache")
      return connect([fixed.address])
    }
    if run.keptAuthority == "\(url.host):\(url.port)" {
      return process.fail(Unsimulated("curl's use of one connection for several requests"))
    }
    look(up: peer.host, port: peer.port)
  }

  /// `--connect-to`: the connection goes elsewhere, and the request stays as it is.
  var detour: (host: String, port: UInt16)? {
    for entry in options.detours
    where (entry.host.isEmpty || entry.host == url.host)
      && (entry.port.isEmpty || entry.port == String(url.port))
    {
      return (entry.toHost.isEmpty ? url.host : entry.toHost, UInt16(entry.toPort) ?? url.port)
    }
    return nil
  }

  func look(up host: String, port: UInt16) {
    if let detour {
      run.note("Connecting to hostname: \(detour.host)")
      run.note("Connecting to port: \(detour.port)")
    }
    if run.knownHosts.contains("\(host):\(port)") { run.note("Hostname \(host) was found in DNS cache") }
    Resolver.resolve(host, for: process) { [self] result in
      guard !isOver else { return }
      switch result {
      case .success(let addresses):
        run.knownHosts.insert("\(host):\(port)")
        connect(addresses)
      case .failure:
        connectionNumber = run.nextConnectionNumber()
        let message = "Could not resolve \(proxy == nil ? "host" : "proxy"): \(host)"
        run.note(message)
        fail(proxy == nil ? 6 : 5, message, noted: true)
      }
    }
  }

  /// The place that the connection is made to.
  var place: (host: String, port: UInt16) { detour ?? (peer.host, peer.port) }

  func connect(_ addresses: [IPv4Address]) {
    times.named = elapsed
    connectionNumber = run.nextConnectionNumber()
    self.addresses = addresses
    if let limit = options.connectTimeout {
      timers.append(
        process.after(limit) { [self] in
          guard !isConnected else { return }
          run.note("ipv4 connect timeout after \(limit.milliseconds)ms, move on!")
          failToConnect(28, "Timeout was reached")
        })
    }
    tryNextAddress()
  }

  func tryNextAddress() {
    guard !addresses.isEmpty else { return failToConnect(7, "Couldn't connect to server") }
    let address = addresses.removeFirst()
    run.note("  Trying \(address):\(place.port)...")
    let socket = process.makeTCPSocket()
    self.socket = socket
    socket.isNagleOff = true
    guard bind(socket) else { return }
    socket.onConnected = { [self] in connected(socket, address) }
    socket.onError = { [self] error in
      guard !isConnected else { return broken(error) }
      run.note("connect to \(address) port \(place.port) failed: \(error.text)")
      tryNextAddress()
    }
    do throws(KernelError) {
      try socket.connect(to: address, port: place.port)
    } catch {
      run.note("Immediate connect fail for \(address): \(error.text)")
      tryNextAddress()
    }
  }

  func failToConnect(_ status: Int, _ why: String) {
    let message =
      "Failed to connect to \(place.host) port \(place.port) after \(elapsed.milliseconds) ms: \(why)"
    run.note(message)
    fail(status, message, noted: true)
  }

  /// `--interface` and `--local-port`. False when that failed, and the transfer with it.
  func bind(_ socket: TCPSocket) -> Bool {
    var address = IPv4Address.any
    if let name = options.interface {
      if let device = process.namespace.device(named: name) {
        socket.device = device
        address = device.addresses.first?.address ?? .any
      } else if let given = IPv4Address(name) {
        run.note("Name '\(name)' family 2 resolved to '\(name)' family 2")
        address = given
      } else {
        run.note("Could not resolve host: \(name)")
        run.note("Couldn't bind to '\(name)'")
        return failToBind("Couldn't bind to '\(name)'")
      }
    }
    guard options.interface != nil || options.localPorts != nil else { return true }
    for port in options.localPorts ?? 0...0 {
      do throws(KernelError) {
        try socket.bind(address, port: port)
        if port != 0 { run.note("Local port: \(port)") }
        return true
      } catch {
        if port < options.localPorts?.upperBound ?? 0 { continue }
        let message = "bind failed with errno \(error.number): \(error.text)"
        run.note(message)
        return failToBind(message)
      }
    }
    return true
  }

  func failToBind(_ message: String) -> Bool {
    run.note(
      "Failed to connect to \(url.host) port \(url.port) after \(elapsed.milliseconds) ms: "
        + "Failed binding local connection end")
    fail(45, message, noted: true)
    return false
  }
}
