import Linux

/// The counters of `ip -s link` (ip/ipaddress.c, __print_link_stats).
struct LinkStatistics {
  let out: IPPrinter
  let options: IPOptions

  private typealias Column = (title: String, key: String, value: Int)

  func print(_ device: NetworkDevice) {
    let counters = device.statistics
    let received: [Column] = [
      ("bytes", "bytes", counters.receivedBytes), ("packets", "packets", counters.receivedPackets),
      ("errors", "errors", 0), ("dropped", "dropped", counters.receivedDropped),
      ("missed", "over_errors", 0), ("mcast", "multicast", counters.multicast),
    ]
    let receiveErrors: [Column] = [
      ("length", "length_errors", 0), ("crc", "crc_errors", 0), ("frame", "frame_errors", 0),
      ("fifo", "fifo_errors", 0), ("overrun", "missed_errors", 0),
    ]
    let sent: [Column] = [
      ("bytes", "bytes", counters.transmittedBytes), ("packets", "packets", counters.transmittedPackets),
      ("errors", "errors", 0), ("dropped", "dropped", counters.transmittedDropped),
      ("carrier", "carrier_errors", 0), ("collsns", "collisions", 0),
    ]
    let sendErrors: [Column] = [
      ("aborted", "aborted_errors", 0), ("fifo", "fifo_errors", 0), ("window", "window_errors", 0),
      ("heartbt", "heartbeat_errors", 0), ("transns", "carrier_changes", counters.carrierChanges),
    ]
    var widths = [10, 7, 6, 7, 7, 7]
    if !options.isHumanReadable {
      for line in [received, sent] {
        for (place, column) in line.enumerated() {
          widths[place] = max(widths[place], String(column.value).utf8.count)
        }
      }
    }
    out.beginObject("stats64")
    direction("RX", received, receiveErrors, widths)
    out.newline()
    direction("TX", sent, sendErrors, widths)
    out.endObject()
  }

  private func direction(_ name: String, _ totals: [Column], _ errors: [Column], _ widths: [Int]) {
    out.beginObject(name.lowercased())
    let titles = line(totals.map { $0.title }, widths, first: widths[0] - 4)
    out.words("    \(name): " + titles + String(repeating: " ", count: 11))
    out.newline()
    out.words("    " + line(totals.map { number($0.value) }, widths, first: widths[0]) + " ")
    if options.statistics > 1 {
      out.newline()
      let columns = Array(widths.dropFirst())
      let indent = String(repeating: " ", count: widths[0] - 10)
      out.words(
        "    \(name) errors:" + indent + " " + line(errors.map { $0.title }, columns, first: columns[0]))
      out.newline()
      let blank = String(repeating: " ", count: widths[0] + 5)
      out.words(blank + line(errors.map { number($0.value) }, columns, first: columns[0]) + " ")
    }
    if out.isJSON {
      for column in options.statistics > 1 ? totals + errors : totals {
        out.number(column.key, column.value, "")
      }
    }
    out.endObject()
  }

  private func line(_ cells: [String], _ widths: [Int], first: Int) -> String {
    cells.enumerated().map { place, cell in cell.leftPadded(to: place == 0 ? first : widths[place]) }
      .joined(separator: " ")
  }

  /// With -h, numbers from 1000 on are shortened to three digits and a unit.
  private func number(_ value: Int) -> String {
    let base = options.usesIEC ? 1024 : 1000
    guard options.isHumanReadable, value >= base else { return String(value) }
    let units = ["k", "M", "G", "T", "P", "E"]
    var unit = 0
    var divisor = base
    while value / divisor >= base, unit + 1 < units.count {
      divisor *= base
      unit += 1
    }
    let suffix = units[unit] + (options.usesIEC ? "i" : "")
    // As %.*f does it: two decimals below 10, one below 100, none above; rounded.
    let whole = value / divisor
    let scale = whole >= 100 ? 1 : whole >= 10 ? 10 : 100
    let rounded = (value * scale * 2 + divisor) / (2 * divisor)
    guard scale > 1 else { return String(rounded) + suffix }
    let fraction = String(rounded % scale)
    let width = scale == 10 ? 1 : 2
    return
      "\(rounded / scale).\(String(repeating: "0", count: width - fraction.utf8.count))\(fraction)\(suffix)"
  }
}
