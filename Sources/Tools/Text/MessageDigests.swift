/// The message digests of coreutils: MD5 (RFC 1321), SHA-1 and SHA-256 (RFC 6234), and the checksum of `cksum`
/// (POSIX).
enum MessageDigests {
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The message, a one bit, zeros, and the length in bits, filled up to whole blocks of 64 octets.
  private static func padded(_ message: [UInt8], isBigEndian: Bool) -> [UInt8] {
    var bytes = message + [0x80]
    bytes += [UInt8](repeating: 0, count: (120 - bytes.count % 64) % 64)
    let length = UInt64(message.count) * 8
    let octets = (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64($0 * 8)) }
    return bytes + (isBigEndian ? octets.reversed() : octets)
  }

  private static func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 {
    value << count | value >> (32 - count)
  }

  private static func bigEndianWords(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
    var words: [UInt32] = []
    var place = bytes.startIndex
    while place < bytes.endIndex {
      words.append(bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) })
      place += 4
    }
    return words
  }

  private static func octets(of words: [UInt32]) -> [UInt8] {
    words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  // MARK: - MD5

  private static let shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

  /// 2³² · |sin(i)|, for i from 1.
  private static let sines: [UInt32] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
  ]

  static func md5(_ message: [UInt8]) -> [UInt8] {
    let bytes = padded(message, isBigEndian: false)
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    for start in stride(from: 0, to: bytes.count, by: 64) {
      let words = bigEndianWords(bytes[start..<start + 64]).map { $0.byteSwapped }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for step in 0..<64 {
        let mixed: UInt32
        let place: Int
        switch step / 16 {
        case 0: (mixed, place) = (b & c | ~b & d, step)
        case 1: (mixed, place) = (d & b | ~d & c, (5 * step + 1) % 16)
        case 2: (mixed, place) = (b ^ c ^ d, (3 * step + 5) % 16)
        default: (mixed, place) = (c ^ (b | ~d), 7 * step % 16)
        }
        let sum = a &+ mixed &+ sines[step] &+ words[place]
        (a, d, c) = (d, c, b)
        b = b &+ rotated(sum, shifts[step / 16 * 4 + step % 4])
      }
      for (place, value) in [a, b, c, d].enumerated() { state[place] = state[place] &+ value }
    }
    return octets(of: state.map { $0.byteSwapped })
  }

  // MARK: - SHA

  static func sha1(_ message: [UInt8]) -> [UInt8] {
    let bytes = padded(message, isBigEndian: true)
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
    for start in stride(from: 0, to: bytes.count, by: 64) {
      var words = bigEndianWords(bytes[start..<start + 64])
      for place in 16..<80 {
        words.append(rotated(words[place - 3] ^ words[place - 8] ^ words[place - 14] ^ words[place - 16], 1))
      }
      var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
      for step in 0..<80 {
        let mixed: UInt32
        let constant: UInt32
        switch step / 20 {
        case 0: (mixed, constant) = (b & c | ~b & d, 0x5a82_7999)
        case 1: (mixed, constant) = (b ^ c ^ d, 0x6ed9_eba1)
        case 2: (mixed, constant) = (b & c | b & d | c & d, 0x8f1b_bcdc)
        default: (mixed, constant) = (b ^ c ^ d, 0xca62_c1d6)
        }
        let sum = rotated(a, 5) &+ mixed &+ e &+ constant &+ words[step]
        (e, d, c, b, a) = (d, c, rotated(b, 30), a, sum)
      }
      for (place, value) in [a, b, c, d, e].enumerated() { state[place] = state[place] &+ value }
    }
    return octets(of: state)
  }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let cubeRoots: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]

  static func sha256(_ message: [UInt8]) -> [UInt8] {
    let bytes = padded(message, isBigEndian: true)
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    for start in stride(from: 0, to: bytes.count, by: 64) {
      var words = bigEndianWords(bytes[start..<start + 64])
      for place in 16..<64 {
        let (early, late) = (words[place - 15], words[place - 2])
        let first = rotated(early, 25) ^ rotated(early, 14) ^ early >> 3
        let second = rotated(late, 15) ^ rotated(late, 13) ^ late >> 10
        words.append(words[place - 16] &+ first &+ words[place - 7] &+ second)
      }
      var v = state
      for step in 0..<64 {
        let turn = rotated(v[4], 26) ^ rotated(v[4], 21) ^ rotated(v[4], 7)
        let choice = v[4] & v[5] ^ ~v[4] & v[6]
        let sum = v[7] &+ turn &+ choice &+ cubeRoots[step] &+ words[step]
        let otherTurn = rotated(v[0], 30) ^ rotated(v[0], 19) ^ rotated(v[0], 10)
        let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
        v = [sum &+ otherTurn &+ majority, v[0], v[1], v[2], v[3] &+ sum, v[4], v[5], v[6]]
      }
      for place in 0..<8 { state[place] = state[place] &+ v[place] }
    }
    return octets(of: state)
  }

  // MARK: - CRC

  /// The checksum of cksum(1): the polynomial of Ethernet, most significant bit first, over the octets and then their
  /// number.
  static func posixChecksum(_ message: [UInt8]) -> UInt32 {
    var octets = message
    var length = message.count
    while length > 0 {
      octets.append(UInt8(truncatingIfNeeded: length))
      length >>= 8
    }
    var value: UInt32 = 0
    for octet in octets {
      value ^= UInt32(octet) << 24
      for _ in 0..<8 { value = value & 0x8000_0000 != 0 ? value << 1 ^ 0x04C1_1DB7 : value << 1 }
    }
    return ~value
  }
}
