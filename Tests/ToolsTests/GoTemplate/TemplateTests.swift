import Testing

@testable import Tools

@Suite struct TemplateTests {
  private static let container = GoValue.object(
    GoObject(
      "types.ContainerJSON",
      [
        ("Name", .string("/web")), ("Ports", .list([.int(80), .int(443)])), ("Nothing", .nilList),
        (
          "State",
          .object(GoObject("types.ContainerState", [("Running", .bool(true)), ("ExitCode", .int(0))]))
        ),
        (
          "Networks",
          .object(
            GoObject(map: [
              ("net1", .object(GoObject("S", [("IP", .string("172.18.0.2"))]))), ("bridge", .nilMap),
            ]))
        ),
      ]))

  @Test(
    "A template prints what Go's text/template prints",
    arguments: [
      ("{{.Name}}", "/web"), ("a {{- \" b\" -}} c", "a bc"),
      ("{{.State.Running}} {{.State}}", "true {true 0}"),
      ("{{range .Ports}}<{{.}}>{{end}}", "<80><443>"),
      ("{{range $i, $p := .Ports}}{{$i}}={{$p}} {{end}}", "0=80 1=443 "),
      ("{{range .Nothing}}x{{else}}none{{end}}", "none"),
      ("{{with .Networks.net1}}{{.IP}}{{end}}", "172.18.0.2"),
      ("{{(index .Networks \"net1\").IP}}", "172.18.0.2"), ("{{index .Ports 1}}", "443"),
      ("{{len .Ports}}", "2"),
      ("{{if and .State.Running (eq .State.ExitCode 0)}}up{{else}}down{{end}}", "up"),
      ("{{json .State}}", "{\"Running\":true,\"ExitCode\":0}"),
      ("{{.Name | upper | printf \"%s!\"}}", "/WEB!"),
      ("{{printf \"%-6s|%3d\" .Name 7}}", "/web  |  7"), ("{{.Networks.foo}}", "<no value>"),
      ("{{/* nothing */}}x", "x"),
      ("{{$n := .Name}}{{$n}}", "/web"), ("{{.Nothing}} {{json .Nothing}}", "[] null"),
      ("{{not true}}", "false"),
    ])
  func prints(_ source: String, _ expected: String) throws {
    #expect(try Template(source).execute(Self.container) == expected)
  }

  @Test(
    "What is wrong with a template is said in Go's words",
    arguments: [
      ("{{.Foo", "template: :1: unclosed action"), ("{{foo}}", "template: :1: function \"foo\" not defined"),
      (
        "{{.Foo}}",
        "template: :1:2: executing \"\" at <.Foo>: can't evaluate field Foo in type types.ContainerJSON"
      ),
      (
        "{{.State.Foo}}",
        "template: :1:8: executing \"\" at <.State.Foo>: can't evaluate field Foo in type types.ContainerState"
      ),
    ])
  func complains(_ source: String, _ expected: String) {
    #expect {
      try Template(source).execute(Self.container)
    } throws: { error in
      (error as? TemplateError)?.text == expected
    }
  }
}
