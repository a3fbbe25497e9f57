import Packets
import Simulation

/// `-w FORMAT` (curl(1), --write-out).
struct CurlWriteOut {
  private let transfer: CurlTransfer

  init(_ transfer: CurlTransfer) { self.transfer = transfer }

  func text(_ format: String) -> String {
    var result = ""
    var rest = Substring(format)
    while let character = rest.popFirst() {
      switch character {
      case "%" where rest.first == "%":
        rest.removeFirst()
        result += "%"
      case "%" where rest.first == "{":
        let name = rest.dropFirst().prefix { $0 != "}" }
        rest = rest.dropFirst(name.count + 2)
        if name == "onerror", transfer.exitStatus == 0 { return result }
        result += value(of: String(name))
      case "%" where rest.hasPrefix("header{"):
        let name = rest.dropFirst(7).prefix { $0 != "}" }
        rest = rest.dropFirst(name.count + 8)
        result += transfer.response.value(of: name.lowercased()) ?? ""
      case "\\":
        guard let next = rest.popFirst() else { return result + "\\" }
        result += ["n": "\n", "t": "\t", "r": "\r"][next] ?? "\\\(next)"
      default: result.append(character)
      }
    }
    return result
  }

  private func value(of name: String) -> String {
    let response = transfer.response
    switch name {
    case "http_code", "response_code":
      let code = String(response.status)
      return name == "http_code" || response.status == 0
        ? String(repeating: "0", count: max(3 - code.utf8.count, 0)) + code : code
    case "http_version":
      return response.version.isEmpty ? "0" : response.version == "1.0" ? "1" : response.version
    case "content_type": return response.value(of: "content-type") ?? ""
    case "size_download": return String(response.bodySize)
    case "size_header": return String(response.headSize)
    case "size_request": return String(transfer.requestSize)
    case "size_upload": return String(transfer.options.data?.utf8.count ?? 0)
    case "http_connect": return "000"
    case "num_headers": return String(response.headers.count)
    case "referer": return transfer.options.referer ?? ""
    case "ssl_verify_result", "proxy_ssl_verify_result", "urlnum": return "0"
    case "filename_effective": return transfer.fileName
    case "ftp_entry_path", "onerror", "stdout": return ""
    case "speed_download":
      return String(response.bodySize * 1_000_000 / max(transfer.times.total.microseconds, 1))
    case "speed_upload": return "0"
    case "remote_ip": return transfer.remote.map { "\($0)" } ?? ""
    case "remote_port": return String(transfer.remote == nil ? 0 : transfer.url.port)
    case "local_ip": return transfer.local.map { "\($0.address)" } ?? ""
    case "local_port": return String(transfer.local?.port ?? 0)
    case "num_connects": return transfer.local == nil ? "0" : String(transfer.redirects + 1)
    case "num_redirects": return String(transfer.redirects)
    case "redirect_url":
      guard transfer.redirects == 0, (300..<400).contains(response.status),
        let location = response.value(of: "location"), let target = try? transfer.url.following(location)
      else { return "" }
      return target.description
    case "url", "url_effective": return transfer.url.description
    case "scheme": return transfer.local == nil ? "" : "HTTP"
    case "method": return CurlRequest.method(transfer.options)
    case "exitcode": return String(transfer.exitStatus)
    case "errormsg": return transfer.errorMessage
    case "time_namelookup": return seconds(transfer.times.named)
    case "time_connect": return seconds(transfer.times.connected)
    case "time_appconnect", "time_redirect": return seconds(nil)
    case "time_pretransfer": return seconds(transfer.times.sent)
    case "time_starttransfer": return seconds(transfer.times.firstByte)
    case "time_total": return seconds(transfer.times.total)
    case "json", "header_json", "stderr", "certs", "num_certs":
      transfer.process.fail(Unsimulated("curl -w %{\(name)}"))
      return ""
    default:
      transfer.run.errors.write("curl: unknown --write-out variable: '\(name)'\n")
      return ""
    }
  }

  private func seconds(_ span: Nanoseconds?) -> String { (span ?? .zero).seconds(digits: 6) }
}
