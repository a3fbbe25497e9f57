import Linux
import Packets
import Simulation

/// What DHCP clients' scripts do to an interface.
struct DHCPInterface {
  let device: NetworkDevice

  private var namespace: NetworkNamespace { device.namespace }

  func bringUp() { if !device.isAdministrativelyUp { namespace.bringUp(device) } }

  func flushAddresses() {
    for address in device.addresses where !address.isSecondary { namespace.remove(address, from: device) }
    for address in device.addresses { namespace.remove(address, from: device) }
  }

  func flushRoutes() {
    namespace.routing.main.removeAll { $0.device === device }
  }

  /// Nil when it went well.
  func add(_ answer: DHCPAnswer, expires: Nanoseconds?) -> KernelError? {
    var address = InterfaceAddress(
      answer.prefix, broadcast: answer.broadcast ?? answer.prefix.broadcast, label: device.name)
    address.expires = expires
    do throws(KernelError) {
      try namespace.add(address, to: device)
      return nil
    } catch {
      return error
    }
  }

  func addDefaultRoute(by router: IPv4Address) {
    addRoute(to: .everything, by: router)
  }

  func addRoute(to prefix: IPv4Prefix, by router: IPv4Address) {
    var request = RouteRequest(prefix: prefix)
    request.gateway = router.isAny ? nil : router
    request.device = device
    request.scope = router.isAny ? .link : .universe
    // Routes that are there already stay.
    do throws(KernelError) { try namespace.apply(.add, request) } catch {}
  }
}
