/// Cells of all kinds of lines, laid out in all kinds of ways; the same for the same seed.
struct GeneratedCells {
  /// SplitMix64 (Steele, Lea, Flood 2014).
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func number(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((word ^ (word >> 31)) % UInt64(limit))
  }

  private mutating func one<Element>(of list: [Element]) -> Element { list[number(below: list.count)] }

  private static let declarations = [
    ["host", "a"], ["host", "gw", "forward", "docker=28"], ["host", "甲"], ["switch", "s"],
    ["host", "pc", "dns=10.0.0.53"],
    ["link", "a:eth0", "10.0.0.1/24", "--", "gw:eth0", "10.0.0.2/24"],
    ["link", "a:eth1", "--", "s", "mtu=1400"],
    ["link", "甲:eth0", "10.0.1.1/24", "10.0.1.9/24", "--", "s"], ["link", "gw:eth1", "10.0.2.1/24"],
    ["image", "web", "serves", "80/tcp", "\"two  words\""], ["serve", "a", "80/tcp", "\"a -- b\""],
    ["serve", "a", "81/tcp", "“so  so”"], ["serve", "gw", "dns", "web.lan=10.0.0.80"],
    ["serve", "a", "82/tcp", "\"open"],
    ["link"], ["hots", "b"], ["host", "a", "#", "not", "a", "comment"],
  ]
  private static let lines = [
    "a#  echo   'x   y'  ", "trace  a# ping  -c 1 10.0.0.2", "# a  comment", "#  ends in a backslash \\",
    "expect output   contains  \"x   y\"", "expect  exit 1", "[root@a ~]#  ls   -l", "host", "   ", "\t",
    "#| label: late",
    "a# echo \"link  x\"", "这是  一行",
  ]
  private static let blocks = [
    ["a# cat  > f <<EOF", "host   x", "", "", "link  a  --  b", "EOF"],
    ["a# cat <<-'E N D'  ", "\thost   x"],
    ["a# echo 1 \\", "", "  host   b"], ["link a:eth2   10.0.3.1/24 \\", "  --   s"],
    ["a# cat <<A <<B", "host  1", "A", "", "host  2", "B"],
    ["a# echo \\", "host  a \\"],
  ]
  private static let options = [
    "#|label:x", "#| error :  true", "#|  on: a", "#| eval: false", "#|fold", "#|   ",
  ]

  mutating func cell() -> [String] {
    var cell: [String] = []
    for _ in 0..<number(below: 3) { cell.append(number(below: 4) == 0 ? "" : one(of: Self.options)) }
    for _ in 0..<(1 + number(below: 12)) {
      switch number(below: 10) {
      case 0...4: cell.append(spaced(one(of: Self.declarations)))
      case 5: for _ in 0..<(1 + number(below: 3)) { cell.append("") }
      case 6: cell += one(of: Self.blocks)
      default: cell.append(one(of: Self.lines))
      }
    }
    return cell
  }

  private mutating func spaced(_ words: [String]) -> String {
    var line = one(of: ["", "", "", " ", "\t  "])
    for (index, word) in words.enumerated() {
      if index > 0 { line += one(of: [" ", " ", "  ", "\t", "     "]) }
      line += word
    }
    return line + one(of: ["", "", "  "])
  }
}
