import Foundation
import Lab
import NetLanguage
import Testing

/// The rules of simulated engines against those that live engines of the same release made.
@Suite struct DockerGenerationTests {
  /// A recorded listing: the release it comes from, and the setting.
  struct Listing: CustomTestStringConvertible, Sendable {
    var version: String
    var setting: String
    /// `*table` lines, and below each what `iptables -S` printed.
    var text: String
    var testDescription: String { "\(version) \(setting)" }
  }

  static let listings: [Listing] = {
    let root = Bundle.module.resourceURL?.appendingPathComponent("DockerGenerations")
    guard let root, let versions = try? FileManager.default.contentsOfDirectory(atPath: root.path) else {
      return []
    }
    return versions.sorted().filter { $0.first?.isNumber == true }.flatMap {
      version -> [Listing] in
      let folder = root.appendingPathComponent(version)
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return files.sorted().map { file in
        let data = FileManager.default.contents(atPath: folder.appendingPathComponent(file).path) ?? Data()
        return Listing(
          version: version, setting: String(file.prefix { $0 != "." }),
          text: String(decoding: data, as: UTF8.self))
      }
    }
  }()

  @Test func allListingsAreThere() {
    #expect(Self.listings.count == 40)
  }

  @Test(arguments: listings) func theEngineMakesTheRulesOfItsTime(_ listing: Listing) throws {
    let lines = listing.text.split(separator: "\n").map(String.init)
    let tables = lines.filter { $0.hasPrefix("*") }.map { String($0.dropFirst()) }
    let lab = Lab()
    let cell = CellParser.parse(try Self.commands(for: listing, tables: tables))
    #expect(cell.diagnostics.filter { $0.severity == .error }.isEmpty)
    let result = lab.run(cell: cell)
    #expect(result.failures == [])
    let printed = result.lines.suffix(tables.count).map(\.output)
    let made = zip(tables, printed).flatMap { table, text in
      ["*" + table] + text.split(separator: "\n").map(String.init)
    }
    #expect(made == lines.filter { !$0.isEmpty })
  }

  private static let network =
    "docker network create -o com.docker.network.bridge.name=bridge1 --subnet 192.0.2.0/24 --gateway 192.0.2.1"

  /// What makes the setting, and then the listings.
  private static func commands(for listing: Listing, tables: [String]) throws -> String {
    var lines = ["host h forward docker=\(listing.version)", "image busybox serves 80/tcp \"hello\""]
    if listing.setting == "usernet-portmap-noproxy" { lines[0] += " userland-proxy=false" }
    let options = [
      "usernet-portmap": "", "usernet-portmap-lo": "", "usernet-portmap-noproxy": "",
      "usernet-portmap-noicc": " -o com.docker.network.bridge.enable_icc=false",
      "usernet-portmap-natunprot": " -o com.docker.network.bridge.gateway_mode_ipv4=nat-unprotected",
      "usernet-portmap-routed": " -o com.docker.network.bridge.gateway_mode_ipv4=routed",
    ]
    switch listing.setting {
    case "new-daemon": break
    case "usernet-internal":
      for (name, subnet, option) in [
        ("bridgeICC", "192.0.2", ""),
        ("bridgeNoICC", "198.51.100", " -o com.docker.network.bridge.enable_icc=false"),
      ] {
        lines.append(
          "h# docker network create --internal -o com.docker.network.bridge.name=\(name)\(option) "
            + "--subnet \(subnet).0/24 --gateway \(subnet).1 \(name)")
        lines.append("h# docker run -d --network \(name) --name on-\(name) busybox")
      }
    default:
      let option = try #require(options[listing.setting], "an unknown setting: \(listing.setting)")
      let address = listing.setting == "usernet-portmap-lo" ? "127.0.0.1:" : ""
      lines.append("h# \(network)\(option) bridge1")
      lines.append("h# docker run -d --network bridge1 -p \(address)8080:80 --name c1 busybox")
    }
    return (lines + tables.map { "h# iptables -t \($0) -S" }).joined(separator: "\n") + "\n"
  }
}
