/// The programs of iproute2, and `nsenter` for the same namespaces.
enum IProute2 {
  static let programs: [Program] = [
    IPCommand.program, Nsenter.program, NamespaceLink.program, Unshare.program,
  ]
}
