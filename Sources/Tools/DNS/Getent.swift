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
      return Resolver.reverse(address, for: process) { name in
        if let name { process.write(line(address, name)) }
        goOn(name != nil)
      }
    }
    Resolver.resolve(key, for: process) { result in
      guard case .success(let addresses) = result else { return goOn(false) }
      for (index, address) in addresses.enumerated() {
        if database == "hosts" {
          process.write(line(address, canonicalName(of: key, address, process)))
          continue
        }
        for type in ["STREAM", "DGRAM", "RAW"] {
          let name = index == 0 && type == "STREAM" ? " \(key)" : ""
          process.write("\(address)".padded(15) + " " + type.padded(6) + name + "\n")
        }
      }
      goOn(true)
    }
  }

  /// The names of an /etc/hosts line stand together; a name from a server stands alone.
  private static func canonicalName(of key: String, _ address: IPv4Address, _ process: Process) -> String {
    let text = process.node.files.readText("/etc/hosts") ?? ""
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      if let first = words.first, IPv4Address(first) == address,
        words.dropFirst().contains(where: { $0.lowercased() == key.lowercased() })
      {
        return words.dropFirst().joined(separator: " ")
      }
    }
    return key
  }

  private static func line(_ address: IPv4Address, _ name: String) -> String {
    "\(address)".padded(15) + " " + name + "\n"
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
