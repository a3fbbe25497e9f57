import Packets
import Simulation

/// Each packet's headers as diagrams of 32 bits a row, with the octets beside them. What was rewritten on the way is
/// shown with both values.
package struct BytesForm {
  private let journey: Journey
  private let language: Language
  private let capture: String?

  /// More packets of the story, and of address resolution, are left to the capture file.
  static let (longestStory, longestARP) = (6, 2)

  /// `capture` is the address of the trace's pcapng file.
  package init(_ journey: Journey, language: Language, capture: String? = nil) {
    (self.journey, self.language, self.capture) = (journey, language, capture)
  }

  package var html: Markup {
    let all = journey.packetsInTime
    let packets = Self.chosen(all)
    return element("div", ["class": "bytes"]) {
      var seen: [[HeaderLayer]: String] = [:]
      for packet in packets { self.packet(packet, &seen) }
      if let capture {
        element("p", ["class": "packet-meta"]) {
          element("a", ["href": capture, "download": ""]) {
            language.say("All packets, for Wireshark (pcapng)", "全部的包，可用 Wireshark 打开（pcapng）")
          }
        }
      } else if packets.count < all.count {
        element("p", ["class": "packet-meta"]) {
          language.say(
            "\(all.count - packets.count) more packets: \"netnote run --pcap\" writes them all for Wireshark.",
            "另有 \(all.count - packets.count) 个包：用 netnote run --pcap 可全部写成 Wireshark 能打开的文件。")
        }
      }
    }
  }

  /// The first ones, in the order of time.
  private static func chosen(_ packets: [PacketJourney]) -> [PacketJourney] {
    let story = packets.filter { !$0.isARP }.prefix(longestStory)
    let resolution = packets.filter(\.isARP).prefix(longestARP)
    let numbers = Set((story + resolution).map(\.number))
    return packets.filter { numbers.contains($0.number) }
  }

  /// `seen` are the link headers that were shown, and in which packet: most packets of a way share theirs.
  private func packet(_ packet: PacketJourney, _ seen: inout [[HeaderLayer]: String]) -> Markup {
    let sent = packet.stops.first?.frame ?? packet.first
    let before = Dissection(sent)
    let after = Dissection(packet.last)
    let link = [before.layers.first, after.layers.first].compactMap { $0 }
    let earlier = seen[link]
    if earlier == nil { seen[link] = packet.label.short }
    return element("details", ["class": packet.direction == .reply ? "reply" : "request"]) {
      element("summary") {
        element("span", ["class": "packet-kind"]) { packet.label.short }
        Markup(" \(packet.label.proto) \(packet.endpoints.text) · ")
        Markup(language.say("\(sent.length) bytes", "\(sent.length) 字节"))
      }
      for (index, layer) in before.layers.enumerated() {
        let end = index < after.layers.count ? after.layers[index] : layer
        if index == 0, let earlier {
          element("p", ["class": "as"]) {
            layer.name + language.colon + language.say("as in \(earlier)", "与 \(earlier) 相同")
          }
        } else {
          self.layer(layer, end: end)
        }
      }
    }
  }

  /// A class for fields that are narrower than a row.
  private static func width(_ field: HeaderField) -> String {
    field.bits < 32 ? " class=b\(field.bits)" : ""
  }

  /// Tags that HTML lets a writer leave out are left out: these lists are the bulk of a page.
  private func layer(_ layer: HeaderLayer, end: HeaderLayer) -> Markup {
    let isSame = layer.fields.count == end.fields.count
    var source = "<div class=\"layer\"><h5>\(Markup.escaped(layer.name))</h5><ol>"
    for (index, field) in layer.fields.enumerated() {
      let new = isSame ? end.fields[index] : field
      source += "<li\(Self.width(field))>\(Markup.escaped(field.name)) <b>"
      if new.value == field.value {
        source += Markup.escaped(field.value) + "</b>"
      } else {
        source += "<del>\(Markup.escaped(field.value))</del> <ins>\(Markup.escaped(new.value))</ins></b>"
      }
    }
    source += "</ol><p>"
    var position = 0
    for field in layer.fields { source += "<i>\(Self.octets(field.digits, from: &position))</i>" }
    return Markup(trusted: source + "</p></div>")
  }

  /// The digits two by two; `position` counts those of the whole header.
  private static func octets(_ digits: String, from position: inout Int) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(2 * digits.utf8.count)
    for digit in digits.utf8 {
      if position > 0, position % 2 == 0 { text.append(UInt8(ascii: " ")) }
      text.append(digit)
      position += 1
    }
    return String(decoding: text, as: UTF8.self)
  }
}
