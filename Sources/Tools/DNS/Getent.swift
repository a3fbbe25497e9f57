import Packets

/// getent (glibc 2.36): what the C library finds in its databases. Of these `hosts`, `ahosts` and `services`.
enum Getent {
  static let programs: [Program] = [Program("getent", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    guard let database = process.arguments.first, !database.hasPrefix("-") else {
      throw Unsimulated("getent \(process.arguments.joined(separator: " "))")
    }
    let keys = Array(process.arguments.dropFirst())
    switch database {
    case "hosts", "ahosts", "ahostsv4":
      guard !keys.isEmpty else { throw Unsimulated("getent \(database) without a name") }
      look(up: keys[...], in: database, status: 0, process)
    case "services":
      guard !keys.isEmpty else { throw Unsimulated("getent services without a name") }
      process.exit(keys.map { printService($0, process) }.allSatisfy { $0 } ? 0 : 2)
    default: throw Unsimulated("getent \(database)")
    }
  }

  /// One key after the other; the status is 2 when one was not found.
  private static func look(up keys: ArraySlice<String>, in database: String, status: Int, _ process: Process)
  {
    guard let key = keys.first else { return process.exit(status) }
    func goOn(_ isFound: Bool) {
      look(up: keys.dropFirst(), in: database, status: isFound ? status : 2, process)
    }
    if database == "hosts", let address = IPv4Address(key) {
      if let names = HostsFile(of: process).names(of: address) {
        process.write(line(address, names))
        return goOn(true)
      }
      return Resolver.reverse(address, for: process) { name in
        if let name { process.write(line(address, [name])) }
        goOn(name != nil)
      }
    }
    // getaddrinfo(3) is asked with AI_ADDRCONFIG here: for what the host itself has.
    Resolver.find(key, database == "hosts" ? .ipv6First : .ipv4, for: process) { result in
      guard case .success(let found) = result else { return goOn(false) }
      for (index, address) in found.addresses.enumerated() {
        if database == "hosts" {
          process.write(line(address, [found.canonicalName] + found.aliases))
          continue
        }
        for type in ["STREAM", "DGRAM", "RAW"] {
          let name = index == 0 && type == "STREAM" ? " \(found.canonicalName)" : ""
          process.write("\(address)".padded(15) + " " + type.padded(6) + name + "\n")
        }
      }
      goOn(true)
    }
  }

  private static func line(_ address: IPv4Address, _ names: [String]) -> String {
    "\(address)".padded(15) + " " + names.joined(separator: " ") + "\n"
  }

  private static func printService(_ key: String, _ process: Process) -> Bool {
    let parts = key.split(separator: "/").map { String($0) }
    let protocols: [IPProtocol] =
      parts.count == 2 ? [IPProtocol(keyword: parts[1])].compactMap { $0 } : [.tcp, .udp]
    for proto in protocols {
      if let number = UInt16(parts[0]), let name = Services.name(of: number, proto) {
        process.write(name.padded(21) + " \(number)/\(proto)\n")
        return true
      }
      if let port = Services.port(named: parts[0], proto) {
        process.write(parts[0].padded(21) + " \(port)/\(proto)\n")
        return true
      }
    }
    return false
  }
}
