package import Packets
package import Simulation

/// One set of ipset(8): what its elements are made of, and the elements in the order in which they were added.
package final class IPSet {
  /// What `ipset create` said of it.
  package struct Options: Hashable, Sendable {
    package var hashSize: UInt32 = 1024
    /// The most elements that a hash takes.
    package var maximum: UInt32 = 65_536
    package var bucketSize: UInt32 = 12
    package var initialValue: UInt32 = 0
    package var netmask: Int?
    /// Of bitmaps: the first and the last address, or the first and the last port.
    package var addresses: ClosedRange<IPv4Address>?
    package var ports: ClosedRange<UInt16>?
    /// Of `list:set`; it is only printed.
    package var size: UInt32 = 8
    /// Seconds that an element stays when nothing else is said; zero for ever. Nil without timeouts.
    package var timeout: Int?
    package var hasCounters = false
    package var hasComments = false
    package init() {}
  }

  /// An element and what is kept beside it.
  package struct Entry: Hashable, Sendable {
    package var element: SetElement
    /// `nomatch`: what this network holds is not in the set.
    package var isException = false
    /// When it leaves the set; nil stays.
    package var expiry: Nanoseconds?
    package var packets: UInt64 = 0
    package var bytes: UInt64 = 0
    package var comment: String?
    package init(_ element: SetElement) { self.element = element }
  }

  /// Why an element could not be put in.
  package enum Refusal: Error { case isPresent, isFull }

  package internal(set) var name: String
  package internal(set) var kind: SetKind
  package internal(set) var options: Options
  private var entries: [Entry] = []
  /// The places of the elements.
  private var places: [SetElement: Int] = [:]
  /// How many networks there are of each prefix length.
  private var lengths: [Int] = Array(repeating: 0, count: 33)

  package init(name: String, kind: SetKind, options: Options) {
    self.name = name
    self.kind = kind
    self.options = options
  }

  /// The elements that have not left the set by now.
  package func entries(at now: Nanoseconds) -> [Entry] { entries.filter { Self.isAlive($0, now) } }

  private static func isAlive(_ entry: Entry, _ now: Nanoseconds) -> Bool {
    entry.expiry.map { $0 > now } ?? true
  }

  /// The entry of exactly this element.
  package func entry(of element: SetElement, at now: Nanoseconds) -> Entry? {
    guard let place = places[element], Self.isAlive(entries[place], now) else { return nil }
    return entries[place]
  }

  /// The entry that a packet's element meets: of networks the smallest that holds the address.
  package func lookup(_ element: SetElement, at now: Nanoseconds) -> Entry? {
    place(for: element, at: now).map { entries[$0] }
  }

  private func place(for element: SetElement, at now: Nanoseconds) -> Int? {
    guard kind.hasNetworks else {
      var found = places[element]
      if found == nil, kind == .bitmapHardware {
        // An address that was put in without hardware address goes with any.
        var anyHardware = element
        anyHardware.hardware = nil
        found = places[anyHardware]
      }
      guard let place = found, Self.isAlive(entries[place], now) else { return nil }
      return place
    }
    for length in stride(from: 32, through: 0, by: -1) where lengths[length] > 0 {
      if let place = places[element.masked(to: length, in: kind)], Self.isAlive(entries[place], now) {
        return place
      }
    }
    return nil
  }

  /// Puts an element in, or with `replaces` sets anew what is kept beside it.
  package func insert(
    _ entry: Entry, at now: Nanoseconds, replaces: Bool = false
  ) throws(Refusal) {
    if let place = places[entry.element] {
      guard replaces || !Self.isAlive(entries[place], now) else { throw .isPresent }
      entries[place] = entry
      return
    }
    if kind.isHash, UInt32(entries.count) >= options.maximum {
      sweep(now)
      guard UInt32(entries.count) < options.maximum else { throw .isFull }
    }
    places[entry.element] = entries.count
    entries.append(entry)
    lengths[entry.element.length(in: kind)] += 1
  }

  /// Puts an element of a list before or after another.
  package func insert(_ entry: Entry, beside other: SetElement, after: Bool) -> Bool {
    guard let place = places[other] else { return false }
    var changed = entries
    changed.insert(entry, at: after ? place + 1 : place)
    replaceAll(changed)
    return true
  }

  /// False when it was not there.
  package func remove(_ element: SetElement, at now: Nanoseconds) -> Bool {
    guard let place = places[element] else { return false }
    let wasAlive = Self.isAlive(entries[place], now)
    var changed = entries
    changed.remove(at: place)
    replaceAll(changed)
    return wasAlive
  }

  package func removeAll() { replaceAll([]) }

  private func sweep(_ now: Nanoseconds) { replaceAll(entries(at: now)) }

  private func replaceAll(_ changed: [Entry]) {
    entries = changed
    places = [:]
    lengths = Array(repeating: 0, count: 33)
    for (place, entry) in changed.enumerated() {
      places[entry.element] = place
      lengths[entry.element.length(in: kind)] += 1
    }
  }

  /// Counts a packet that met an element.
  func count(_ element: SetElement, _ length: Int, at now: Nanoseconds) {
    guard options.hasCounters, let place = place(for: element, at: now) else { return }
    entries[place].packets += 1
    entries[place].bytes += UInt64(length)
  }

  /// Everything but the name changes places (`ipset swap`).
  func exchange(with other: IPSet) {
    (options, other.options) = (other.options, options)
    (kind, other.kind) = (other.kind, kind)
    let mine = entries
    replaceAll(other.entries)
    other.replaceAll(mine)
  }
}
