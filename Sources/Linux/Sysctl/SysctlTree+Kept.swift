/// Settings that change nothing here: they answer as Linux does, and keep what is written to them.
extension SysctlTree {
  /// Nil when there is no such setting.
  func keptValue(_ path: [String]) -> String? {
    guard let usual = usualValue(path) else { return nil }
    return namespace.settings.kept[path.joined(separator: ".")] ?? usual
  }

  func keep(_ text: String, at path: [String]) throws(KernelError) {
    guard let present = keptValue(path) else { throw .noSuchFile }
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" })
    let old = present.split(separator: "\t")
    if old.allSatisfy({ Int($0) != nil }), !old.isEmpty {
      guard !words.isEmpty, words.count <= old.count, words.allSatisfy({ Int($0) != nil }) else {
        throw .invalidArgument
      }
    }
    namespace.settings.kept[path.joined(separator: ".")] =
      (words + old.dropFirst(words.count)).joined(separator: "\t")
  }

  /// Writing this would change what packets do in a way that is not simulated.
  package func isFixed(_ path: [String], _ text: String) -> Bool {
    guard let value = keptValue(path), value != text.filter({ $0 != "\n" }) else { return false }
    return SysctlNames.fixed.contains(path.joined(separator: "."))
      || path.count == 5 && SysctlNames.fixedOfInterfaces.contains(path[4])
  }

  private func usualValue(_ path: [String]) -> String? {
    guard path.first == "net" else { return nil }
    guard path.count == 5, path[2] == "conf" || path[2] == "neigh" else {
      return SysctlDefaults.plainValues[path.joined(separator: ".")]
    }
    let isGeneral = path[2] == "conf" && (path[3] == "all" || path[3] == "default")
    guard isGeneral || namespace.device(named: path[3]) != nil else { return nil }
    return usualValue(of: path[4], in: path[1] + "." + path[2], path[3])
  }

  /// Of an interface. Policies are off on `lo`, and for all together the checks of IPv6 addresses.
  private func usualValue(of name: String, in family: String, _ scope: String) -> String? {
    switch (family, scope, name) {
    case ("ipv4.conf", "lo", "disable_policy"): "1"
    case ("ipv6.conf", "all", "accept_dad"): "0"
    case ("ipv6.conf", "lo", "accept_dad"): "-1"
    case ("ipv6.conf", "lo", "mtu"): "65536"
    case ("ipv4.conf", _, _): SysctlDefaults.value(of: name, in: SysctlDefaults.interfaceValues)
    case ("ipv4.neigh", _, _): SysctlDefaults.value(of: name, in: SysctlDefaults.neighbourValues)
    case ("ipv6.conf", _, _): SysctlDefaults.value(of: name, in: SysctlDefaults.interfaceValues6)
    case ("ipv6.neigh", _, _): SysctlDefaults.value(of: name, in: SysctlDefaults.neighbourValues6)
    default: nil
    }
  }
}

extension SysctlDefaults {
  typealias Row = (name: String, value: String)

  static func value(of name: String, in rows: [Row]) -> String? { rows.first { $0.name == name }?.value }

  private static func rows(_ text: String) -> [Row] {
    text.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
    }
  }

  static let interfaceValues = rows(interface)
  static let neighbourValues = rows(neighbour)
  static let interfaceValues6 = rows(interface6)
  static let neighbourValues6 = rows(neighbour6)
  static let plainValues: [String: String] = {
    var values: [String: String] = [:]
    for row in rows(plain) + rows(plain6) { values["net." + row.name] = row.value }
    return values
  }()

  static var interfaceNames: [String] { interfaceValues.map { $0.name } }
  static var neighbourNames: [String] { neighbourValues.map { $0.name } }
  static var interfaceNames6: [String] { interfaceValues6.map { $0.name } }
  static var neighbourNames6: [String] { neighbourValues6.map { $0.name } }

  /// The whole names under `net.`, in no order.
  static let paths: [[String]] = (rows(plain) + rows(plain6)).map { row in
    ["net"] + row.name.split(separator: ".").map(String.init)
  }
}
