/// Titles of columns that Netnote itself named; those that a program prints stay as they are printed.
extension Language {
  package func column(_ title: String) -> String {
    self == .chinese ? Self.chineseColumns[title] ?? title : title
  }

  private static let chineseColumns = [
    "index": "序号", "interface": "接口", "state": "状态", "address": "地址", "addresses": "地址", "scope": "范围",
    "destination": "目的", "source": "源", "gateway": "网关", "metric": "度量", "table": "路由表",
    "hardware address": "MAC 地址", "flags": "标志", "status": "状态", "station": "主机", "name": "名称",
    "timeout": "剩余时间", "protocol": "协议", "original": "原方向", "reply": "应答方向", "priority": "优先级",
    "action": "动作", "port": "端口", "packets": "包数", "bytes": "字节数", "mask": "掩码", "mark": "标记",
    "master": "所属网桥", "bridge": "网桥", "id": "编号",
  ]
}
