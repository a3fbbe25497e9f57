import Packets

/// Answers of a namespace's routing tables, kept by destination until anything about its routing changes. Packets of
/// one flow ask the same again and again, and hashing a table for every prefix length in use is what routing costs.
final class KeptAnswers {
  private struct Slot {
    var destination: IPv4Address
    var generation: Int
    var result: RoutingPolicy.Result
    var table: UInt32
  }

  /// One destination to a slot, the latest; made with the first answer, since most hosts of a large network never ask.
  private var slots: [Slot] = []
  private static let bits: UInt32 = 6

  private static func place(of destination: IPv4Address) -> Int {
    // Fibonacci hashing: neighbouring addresses land far apart.
    Int((destination.bits &* 0x9E37_79B1) >> (32 - bits))
  }

  func answer(
    for destination: IPv4Address, generation: Int
  ) -> (result: RoutingPolicy.Result, table: UInt32)? {
    guard !slots.isEmpty else { return nil }
    let place = Self.place(of: destination)
    guard slots[place].destination == destination, slots[place].generation == generation else { return nil }
    return (slots[place].result, slots[place].table)
  }

  func keep(
    _ answer: (result: RoutingPolicy.Result, table: UInt32), for destination: IPv4Address, generation: Int
  ) {
    if slots.isEmpty {
      let empty = Slot(destination: .any, generation: -1, result: .none, table: 0)
      slots = Array(repeating: empty, count: 1 << Int(Self.bits))
    }
    slots[Self.place(of: destination)] = Slot(
      destination: destination, generation: generation, result: answer.result, table: answer.table)
  }
}
