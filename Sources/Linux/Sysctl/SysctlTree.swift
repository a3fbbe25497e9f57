import Simulation

/// The settings of a namespace by their names under `net.` (sysctl(8); Documentation/networking/ip-sysctl.rst).
///
/// Names are parts, not one string, since an interface's name may contain a dot.
package struct SysctlTree {
  unowned(unsafe) let namespace: NetworkNamespace

  package init(_ namespace: NetworkNamespace) { self.namespace = namespace }

  /// What a name stands for.
  package enum Finding {
    /// Its text, without a newline.
    case value(String)
    /// Linux has it, the simulator does not.
    case unsimulated
    case missing
  }

  package func read(_ path: [String]) -> Finding {
    if let entry = entry(path) { return .value(entry.get(namespace)) }
    if let value = keptValue(path) { return .value(value) }
    return SysctlNames.unsimulated.contains(path.joined(separator: ".")) ? .unsimulated : .missing
  }

  /// Sets a value; the text is as written to /proc/sys.
  package func write(_ path: [String], _ text: String) throws(KernelError) {
    guard let entry = entry(path) else { return try keep(text, at: path) }
    guard let set = entry.set else { throw .notPermitted }
    let values = try Self.numbers(text)
    guard values.count == entry.count else { throw .invalidArgument }
    for value in values where !entry.range.contains(value) { throw .invalidArgument }
    try set(namespace, values)
    namespace.network.note(.setting(path.joined(separator: ".")), of: namespace)
  }

  private static func numbers(_ text: String) throws(KernelError) -> [Int] {
    var values: [Int] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }) {
      guard let number = Int(word) else { throw .invalidArgument }
      values.append(number)
    }
    return values
  }

  /// All names, sorted as `sysctl -a` prints them.
  package var all: [[String]] {
    var paths: [[String]] = Self.plain.map { ["net"] + $0.path } + SysctlDefaults.paths
    let interfaces = namespace.devices.map { $0.name }
    for scope in ["all", "default"] + interfaces {
      for entry in Self.interfaces { paths.append(["net", "ipv4", "conf", scope, entry.name]) }
      for name in SysctlDefaults.interfaceNames { paths.append(["net", "ipv4", "conf", scope, name]) }
      for name in SysctlDefaults.interfaceNames6 { paths.append(["net", "ipv6", "conf", scope, name]) }
    }
    for scope in interfaces {
      for entry in Self.neighbours { paths.append(["net", "ipv4", "neigh", scope, entry.name]) }
      for name in SysctlDefaults.neighbourNames { paths.append(["net", "ipv4", "neigh", scope, name]) }
      for name in SysctlDefaults.neighbourNames6 { paths.append(["net", "ipv6", "neigh", scope, name]) }
    }
    return paths.sorted { $0.lexicographicallyPrecedes($1) }
  }

  package func isDirectory(_ path: [String]) -> Bool {
    all.contains { $0.count > path.count && Array($0.prefix(path.count)) == path }
  }

  /// The names right below a directory, in order; nil when there is none.
  package func list(_ path: [String]) -> [String]? {
    var names: [String] = []
    for name in all where name.count > path.count && Array(name.prefix(path.count)) == path {
      if names.last != name[path.count] { names.append(name[path.count]) }
    }
    return names.isEmpty ? nil : names
  }

  // MARK: - Entries

  /// How a value is read and written.
  struct Entry {
    var range = 0...Int(Int32.max)
    var count = 1
    var get: (NetworkNamespace) -> String
    var set: ((NetworkNamespace, [Int]) throws(KernelError) -> Void)?
  }

  private func entry(_ path: [String]) -> Entry? {
    guard path.first == "net" else { return nil }
    let rest = Array(path.dropFirst())
    if rest.count == 4, rest[0] == "ipv4", rest[1] == "conf" {
      return interfaceEntry(scope: rest[2], name: rest[3])
    }
    if rest.count == 4, rest[0] == "ipv4", rest[1] == "neigh" {
      guard namespace.device(named: rest[2]) != nil else { return nil }
      return Self.neighbours.first { $0.name == rest[3] }?.entry
    }
    return Self.plain.first { $0.path == rest }?.entry
  }

  private func interfaceEntry(scope: String, name: String) -> Entry? {
    guard scope == "all" || scope == "default" || namespace.device(named: scope) != nil,
      let field = Self.interfaces.first(where: { $0.name == name })
    else { return nil }
    return Entry(
      range: Int(Int32.min)...Int(Int32.max),
      get: { namespace in String(field.get(Self.settings(of: scope, in: namespace))) },
      set: { (namespace, values) throws(KernelError) in
        if name == "forwarding" {
          Self.setForwarding(values[0], scope, in: namespace)
        } else {
          Self.change(scope, in: namespace) { field.set(&$0, values[0]) }
        }
      })
  }

  private static func settings(of scope: String, in namespace: NetworkNamespace) -> DeviceSettings {
    switch scope {
    case "all": namespace.settings.all
    case "default": namespace.settings.default
    default: namespace.device(named: scope)?.settings ?? namespace.settings.default
    }
  }

  private static func change(
    _ scope: String, in namespace: NetworkNamespace, _ change: (inout DeviceSettings) -> Void
  ) {
    switch scope {
    case "all": change(&namespace.settings.all)
    case "default": change(&namespace.settings.default)
    default: if let device = namespace.device(named: scope) { change(&device.settings) }
    }
  }

  /// Forwarding for all is forwarding for each interface and for those to come (devinet.c, inet_forward_change).
  static func setForwarding(_ value: Int, _ scope: String, in namespace: NetworkNamespace) {
    guard scope == "all" else { return change(scope, in: namespace) { $0.forwarding = value } }
    namespace.settings.all.forwarding = value
    namespace.settings.default.forwarding = value
    // A router takes no redirects, unless told to.
    namespace.settings.all.acceptRedirects = value == 0 ? 1 : 0
    for device in namespace.devices { device.settings.forwarding = value }
  }
}

extension NetworkNamespace {
  /// Tracked connections now (`nf_conntrack_count`).
  var connectionCount: Int { netfilter.tracker.count }
}
