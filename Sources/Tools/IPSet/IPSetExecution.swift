import Linux
import Packets
import Simulation

/// Carries out commands of ipset on a namespace's sets.
struct IPSetExecution {
  private let namespace: NetworkNamespace
  private(set) var output = ""
  /// What is said on standard error though nothing went wrong.
  private(set) var remarks = ""
  private(set) var status = 0
  private var sets: IPSets { namespace.netfilter.sets }
  private var now: Nanoseconds { namespace.clock.now }

  init(_ namespace: NetworkNamespace) { self.namespace = namespace }

  mutating func run(_ command: IPSetCommand) throws(IPSetFailure) {
    switch command.name {
    case .create: try create(command)
    case .add, .del: try change(command)
    case .test: try test(command)
    case .destroy: try destroy(command)
    case .list: try list(command, isSaving: command.output == .save)
    case .save: try list(command, isSaving: command.output != .plain)
    case .flush:
      for set in try chosen(command) { set.removeAll() }
    case .rename: try rename(command)
    case .swap: try swap(command)
    case .version: output += "ipset v7.17, protocol version: 7\n"
    case .help: throw .unsimulated("ipset help")
    case .restore, .quit: break
    }
  }

  private func set(named name: String) throws(IPSetFailure) -> IPSet {
    guard let set = sets.named(name) else { throw .noSuchSet }
    return set
  }

  /// The set that the command names, or all of them.
  private func chosen(_ command: IPSetCommand) throws(IPSetFailure) -> [IPSet] {
    try command.nothingBehind(1)
    guard !command.words.isEmpty else {
      // Lists come behind the sets that they name, so that what is saved can be restored.
      return sets.sets.filter { $0.kind != .list } + sets.sets.filter { $0.kind == .list }
    }
    return [try set(named: command.setName())]
  }

  // MARK: - Sets

  private func create(_ command: IPSetCommand) throws(IPSetFailure) {
    let name = try command.setName()
    let kind = try kind(command.second())
    var reader = IPSetOptionReader(command.words.dropFirst(2))
    var options = try reader.create(kind)
    if let present = sets.named(name) {
      var same = options
      same.initialValue = present.options.initialValue
      if command.toleratesPresence, present.kind == kind, present.options == same { return }
      throw .kernel("Set cannot be created: set with the same name already exists")
    }
    if kind.isHash, options.initialValue == 0 {
      options.initialValue = UInt32(truncatingIfNeeded: namespace.network.random.next())
    }
    sets.insert(IPSet(name: name, kind: kind, options: options))
  }

  private func kind(_ word: String) throws(IPSetFailure) -> SetKind {
    if let kind = SetKind.allCases.first(where: { $0.text == word }) { return kind }
    switch word {
    case "iphash": return .address
    case "nethash": return .network
    case "ipporthash": return .addressPort
    case "ipportiphash": return .addressPortAddress
    case "ipportnethash": return .addressPortNetwork
    case "portmap": return .bitmapPort
    case "ipmap": return .bitmapAddress
    case "macipmap": return .bitmapHardware
    case "setlist": return .list
    case "hash:ip,mac", "hash:ip,mark", "hash:net,net", "hash:net,port,net":
      throw .unsimulated("ipset create \(word)")
    default: throw .syntax("typename '\(word)' is unknown")
    }
  }

  private func destroy(_ command: IPSetCommand) throws(IPSetFailure) {
    let doomed = try chosen(command)
    for set in doomed where namespace.netfilter.references(to: set) > 0 {
      throw .kernel("Set cannot be destroyed: it is in use by a kernel component")
    }
    for set in doomed { sets.remove(set) }
  }

  private func rename(_ command: IPSetCommand) throws(IPSetFailure) {
    let name = try command.setName()
    let new = try IPSetCommand.checked(command.second())
    try command.nothingBehind(2)
    let set = try set(named: name)
    guard namespace.netfilter.references(to: set) == 0 else {
      throw .kernel("Set cannot be renamed: it is in use by another system")
    }
    guard sets.named(new) == nil else {
      throw .kernel("Set cannot be renamed: a set with the new name already exists")
    }
    sets.rename(set, to: new)
  }

  private func swap(_ command: IPSetCommand) throws(IPSetFailure) {
    let name = try command.setName()
    let other = try command.second()
    try command.nothingBehind(2)
    let first = try set(named: name)
    guard let second = sets.named(other) else {
      throw .kernel("Sets cannot be swapped: the second set does not exist")
    }
    guard first.kind == second.kind else {
      throw .kernel("The sets cannot be swapped: their type does not match")
    }
    sets.swap(first, second)
  }

  private mutating func list(_ command: IPSetCommand, isSaving: Bool) throws(IPSetFailure) {
    let text = IPSetText(namespace: namespace, command: command)
    let chosen = try chosen(command)
    if command.namesOnly {
      output += chosen.map { $0.name + "\n" }.joined()
    } else if isSaving {
      output += chosen.map { text.save($0) }.joined()
    } else {
      output += chosen.map { text.list($0) }.joined(separator: "\n")
    }
  }

  // MARK: - Elements

  /// Reads the words of a change without making it.
  func check(_ command: IPSetCommand) throws(IPSetFailure) {
    let set = try set(named: command.setName())
    _ = try IPSetElementReader(set).elements(command.second())
    var reader = IPSetOptionReader(command.words.dropFirst(2))
    _ = try reader.beside(set, isAdding: command.name == .add)
  }

  private func change(_ command: IPSetCommand) throws(IPSetFailure) {
    let name = try command.setName()
    let text = try command.second()
    let set = try set(named: name)
    let elements = try IPSetElementReader(set).elements(text)
    var reader = IPSetOptionReader(command.words.dropFirst(2))
    let beside = try reader.beside(set, isAdding: command.name == .add)
    for element in elements {
      try checkRange(element, set)
      if set.kind == .list { try checkMember(element, set) }
      if command.name == .add {
        try add(element, beside, set, command)
      } else if !set.remove(element, at: now), !command.toleratesPresence {
        throw .kernel("Element cannot be deleted from the set: it's not added")
      }
    }
  }

  private func checkRange(_ element: SetElement, _ set: IPSet) throws(IPSetFailure) {
    guard let ports = set.options.ports, let port = element.port else { return }
    guard ports.contains(port) else { throw .outOfRange }
  }

  private func checkMember(_ element: SetElement, _ set: IPSet) throws(IPSetFailure) {
    guard let member = element.setName.flatMap({ sets.named($0) }) else {
      throw .kernel("Set to be added/deleted/tested as element does not exist.")
    }
    guard member.kind != .list else {
      throw .kernel("Sets with list:set type cannot be added to the set.")
    }
  }

  private func add(
    _ element: SetElement, _ beside: IPSetOptionReader.Beside, _ set: IPSet, _ command: IPSetCommand
  ) throws(IPSetFailure) {
    var entry = IPSet.Entry(element)
    entry.isException = beside.isException
    entry.comment = beside.comment
    (entry.packets, entry.bytes) = (beside.packets ?? 0, beside.bytes ?? 0)
    let seconds = beside.timeout ?? set.options.timeout ?? 0
    if seconds > 0 { entry.expiry = now + .seconds(seconds) }
    let isPresent = IPSetFailure.kernel("Element cannot be added to the set: it's already added")
    if let neighbour = beside.neighbour {
      var other = SetElement()
      other.setName = neighbour.name
      guard set.entry(of: element, at: now) == nil else { throw isPresent }
      guard set.insert(entry, beside: other, after: !neighbour.isBefore) else {
        throw .kernel("The set to which you referred with 'before' or 'after' does not exist.")
      }
      return
    }
    do throws(IPSet.Refusal) {
      try set.insert(entry, at: now, replaces: command.toleratesPresence)
    } catch {
      switch error {
      case .isPresent: throw isPresent
      case .isFull: throw .kernel("Hash is full, cannot add more elements")
      }
    }
  }

  private mutating func test(_ command: IPSetCommand) throws(IPSetFailure) {
    let name = try command.setName()
    let text = try command.second()
    let set = try set(named: name)
    var reader = IPSetOptionReader(command.words.dropFirst(2))
    _ = try reader.beside(set, isAdding: false)
    guard let element = try IPSetElementReader(set).elements(text).first else { return }
    let isNetwork = set.kind.hasNetworks && !element.isHost(in: set.kind)
    let found = isNetwork ? set.entry(of: element, at: now) : set.lookup(element, at: now)
    let shown = element.proto == nil ? text : IPSetText.text(element, set.kind)
    if let found, !found.isException {
      remarks += "Warning: \(shown) is in set \(name).\n"
    } else {
      remarks += "\(shown) is NOT in set \(name).\n"
      status = 1
    }
  }
}
