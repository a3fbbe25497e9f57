import NetLanguage
import Packets
import Patterns
import Simulation

/// What the prose asks of a cell's output and traces.
extension CellResult? {
  /// The last traced line of the cell.
  func traceOf(_ range: SourceRange) throws(Failure) -> LineResult {
    for line in (self?.lines ?? []).reversed() where line.line.isTraced { return line }
    throw .unanswered("the cell that this asks about traces nothing", at: range)
  }

  func text(matching pattern: Located<String>) throws(Failure) -> String {
    let output = (self?.lines ?? []).map { $0.output }.joined()
    let bytes = Array(output.utf8)
    do throws(PatternError) {
      let compiled = try Pattern(pattern.value, syntax: .perl, isLinewise: true)
      if let match = try compiled.firstMatch(in: bytes) {
        let place = (match.groups.count > 1 ? match.groups[1] : nil) ?? match.range
        return String(decoding: bytes[place], as: UTF8.self)
      }
    } catch {
      throw .unanswered("this regular expression cannot be used", at: pattern.range)
    }
    throw Failure(
      "value-unanswered", at: pattern.range, "the cell's output has nothing that matches",
      details: output.isEmpty ? ["it printed nothing"] : ["it printed:"] + printed(output))
  }

  private func printed(_ output: String) -> [String] {
    let lines = output.withoutTrailingNewlines.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix(10).map { "  " + $0 }
  }
}

/// An interface where a traced packet came by.
struct PacketPlace {
  var node: Located<String>
  var interface: Located<String>
  /// From 1; nil is the first.
  var number: Located<Int>?
}

extension LineResult {
  func value(
    of property: ValueQuery.PacketProperty, at place: PacketPlace
  ) throws(Failure) -> String {
    var seen: [IPv4Packet] = []
    var places: [String] = []
    for journey in PacketJourney.all(in: trace) where journey.isIPv4 {
      // A packet that comes by twice, as on a bridge's port, is still one.
      var isFirst = true
      for step in journey.relevant {
        guard let interface = step.interface, let packet = step.after.ipv4 else { continue }
        let name = "\(step.node):\(interface)"
        if !places.contains(name) { places.append(name) }
        guard isFirst, step.node == place.node.value, interface == place.interface.value else { continue }
        isFirst = false
        seen.append(packet)
      }
    }
    guard !seen.isEmpty else {
      throw .unanswered(
        "no traced packet came by \(place.node.value):\(place.interface.value)", at: place.node.range,
        known: places, for: "\(place.node.value):\(place.interface.value)")
    }
    guard let packet = seen.dropFirst((place.number?.value ?? 1) - 1).first else {
      throw .unanswered(
        "only \(seen.count) packets came by \(place.node.value):\(place.interface.value)",
        at: (place.number?.range ?? place.node.range))
    }
    switch property {
    case .source: return packet.source.description + (packet.ports.map { ":\($0.source)" } ?? "")
    case .destination:
      return packet.destination.description + (packet.ports.map { ":\($0.destination)" } ?? "")
    case .ttl: return "\(packet.timeToLive)"
    case .length: return "\(packet.totalLength)"
    }
  }
}
