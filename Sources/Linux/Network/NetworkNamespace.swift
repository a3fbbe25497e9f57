/// One network stack: a host's, a container's, or one made with `ip netns add`.
package final class NetworkNamespace {
  /// As traces call it: `centos`, `web`, `h/red`.
  package let name: String
  package unowned(unsafe) let network: Network

  init(name: String, network: Network, initialTimeToLive: UInt8) {
    self.name = name
    self.network = network
  }
}
