import Notebook
import Rendering

/// What a link to the note shows where it is shared: its title over its network, in the 1200 by 630 pixels of an
/// OpenGraph picture.
struct SharePicture {
  private let note: NoteCard
  private let site: String
  private let map: NoteBody.NetworkDrawing?

  private static let (width, height, margin) = (1200.0, 630.0, 64.0)

  init(_ note: NoteCard, site: String, map: NoteBody.NetworkDrawing?) {
    (self.note, self.site, self.map) = (note, site, map)
  }

  var svg: String {
    let lines = Self.lines(note.title, most: map == nil ? 4 : 2)
    var text = ""
    for (index, line) in lines.enumerated() {
      let y = Self.margin + 60 + Double(index) * 72
      text +=
        "<text class=\"title\" x=\"\(Int(Self.margin))\" y=\"\(Int(y))\">\(Markup.escaped(line))</text>\n"
    }
    let top = Self.margin + 90 + Double(lines.count - 1) * 72
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630" role="img" \
      lang="\(note.language.tag)">
      <title>\(Markup.escaped(note.title))</title>
      <style>\(Self.style)</style>
      <rect width="1200" height="630" fill="#fcfcfa"/>
      <rect width="1200" height="12" fill="#0b6156"/>
      \(text)\(map.map { Self.placed($0, top: top) } ?? "")<text class="site" x="\(Int(Self.margin))" \
      y="598">\(Markup.escaped(site))</text>
      </svg>

      """
  }

  /// The map as large as the room under the title lets it be.
  private static func placed(_ map: NoteBody.NetworkDrawing, top: Double) -> String {
    let room = (width: width - 2 * margin, height: height - top - 70)
    let scale = min(room.width / Double(map.width), room.height / Double(map.height), 1.6)
    let (w, h) = (Int(Double(map.width) * scale), Int(Double(map.height) * scale))
    let head = "<svg class=\"map\""
    guard let start = map.svg.firstRange(of: head) else { return "" }
    let place =
      "<svg x=\"\(Int(margin))\" y=\"\(Int(top) + (Int(room.height) - h) / 2)\" class=\"map\""
    // Its own width and height give way to those of its place.
    return map.svg[..<start.lowerBound]
      + place
      + map.svg[start.upperBound...]
      .replacing(
        " width=\"\(map.width)\" height=\"\(map.height)\"", with: " width=\"\(w)\" height=\"\(h)\"",
        maxReplacements: 1)
      + "\n"
  }

  /// A picture stands for itself: the colours are those of the pages in light.
  private static let style = """
    :root{--paper:#fcfcfa;--raised:#fff;--sunken:#f3f4f1;--ink:#1d2321;--soft:#545d59;--line:#d9ddd8;\
    --accent:#0b6156;--request:#1a56b0;--reply:#96440a;--host:#eef3fa;--host-line:#8aa3c4;--windows:#eef1fb;\
    --container:#eaf5ef;--container-line:#7fae93;--namespace:#f6f1e6;--switch:#efecf6;--switch-line:#a196bd;\
    --chip:#fff;--kernel:#fff6df;--kernel-line:#cfa33a;--wire:#a9b2ae;--mark:#fff0c2}
    text{font-family:system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
    .title{font-size:58px;font-weight:700;fill:#1d2321}.site{font-size:30px;fill:#0b6156;font-weight:600}
    \(Stylesheet.drawing)
    """

  /// Broken at words, and between Han characters, where there is no more room. A Han character is two wide.
  static func lines(_ title: String, most: Int) -> [String] {
    let room = 34
    var lines: [String] = []
    var (line, width) = ("", 0)
    for word in Self.words(title) {
      let wide = DisplayWidth.columns(word)
      if width + wide > room, !line.isEmpty {
        lines.append(line)
        (line, width) = ("", 0)
      }
      if line.isEmpty, word == " " { continue }
      line += word
      width += wide
    }
    if !line.isEmpty { lines.append(line) }
    if lines.count > most {
      lines = Array(lines.prefix(most))
      lines[most - 1] += "…"
    }
    return lines.isEmpty ? [""] : lines
  }

  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var isOpen = false
    for character in text {
      let isLatin = character.isASCII && character != " "
      if isLatin, isOpen, let last = words.indices.last {
        words[last].append(character)
      } else {
        words.append(String(character))
      }
      isOpen = isLatin
    }
    return words
  }
}
