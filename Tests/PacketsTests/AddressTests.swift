import Packets
import Testing

@Suite struct AddressTests {
  @Test(
    "Dotted decimal is read",
    arguments: [
      ("0.0.0.0", 0), ("192.168.40.180", 0xC0A8_28B4), ("1.20.100.9", 0x0114_6409),
      ("255.255.255.255", 0xFFFF_FFFF),
    ])
  func reads(text: String, bits: UInt32) {
    #expect(IPv4Address(text)?.bits == bits)
    #expect(IPv4Address(bits: bits).description == text)
  }

  @Test(
    "What is no address is refused",
    arguments: [
      "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1..2.3", "1.2.3.4 ", "a.b.c.d", "1.2.3.", "0001.2.3.4",
    ])
  func refuses(text: String) {
    #expect(IPv4Address(text) == nil)
  }

  @Test("A prefix knows its mask, network and broadcast address")
  func prefix() throws {
    let prefix = try #require(IPv4Prefix("10.1.2.3/20"))
    #expect(prefix.mask.description == "255.255.240.0")
    #expect(prefix.network.description == "10.1.0.0/20")
    #expect(prefix.broadcast.description == "10.1.15.255")
    #expect(prefix.contains(IPv4Address(10, 1, 15, 1)) && !prefix.contains(IPv4Address(10, 1, 16, 1)))
    #expect(IPv4Prefix("10.0.0.0/33") == nil && IPv4Prefix("10.0.0.0/") == nil)
    #expect(IPv4Prefix("10.0.0.1")?.length == 32)
  }

  @Test("Hardware addresses are read with colons or hyphens")
  func hardware() {
    #expect(MACAddress("52:54:00:00:01:0a")?.description == "52:54:00:00:01:0a")
    #expect(MACAddress("52-54-0-0-1-A")?.text(separator: "-") == "52-54-00-00-01-0a")
    #expect(MACAddress("52:54:00:00:01") == nil)
    #expect(
      MACAddress.broadcast.isGroup
        && MACAddress.multicast(IPv4Address(224, 0, 0, 1)).description == "01:00:5e:00:00:01")
  }
}
