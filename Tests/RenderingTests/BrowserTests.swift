import Foundation
import Lab
import Testing

@testable import Rendering

/// A Chromium without a window, where one is installed.
enum Browser {
  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The page as a PDF file.
  static func print(_ html: String) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.path + "/netnote-print-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(html.utf8).write(to: URL(fileURLWithPath: folder + "/page.html"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder)/profile",
      "--print-to-pdf=\(folder)/page.pdf", "file://\(folder)/page.html",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/page.pdf")))
  }

  /// Opens the page, lets the script measure it, and gives what the script wrote, line by line.
  static func measure(_ html: String, width: Int, script: String) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.path + "/netnote-browser-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let probe = """
      <script>document.fonts.ready.then(function () {
        var lines = []; \(script)
        var out = document.createElement("pre"); out.id = "measured"; out.textContent = "[" + lines.join("\\n") + "]";
        document.body.appendChild(out);
      });</script>
      """
    try Data(html.replacing("</body>", with: probe + "</body>").utf8).write(
      to: URL(fileURLWithPath: folder + "/page.html"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder)/profile",
      "--virtual-time-budget=2000",
      "--window-size=\(width),1000", "--dump-dom", "file://\(folder)/page.html",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let dom = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let start = try #require(dom.range(of: "<pre id=\"measured\">["))
    let end = try #require(dom.range(of: "]</pre>", range: start.upperBound..<dom.endIndex))
    return dom[start.upperBound..<end.lowerBound].split(separator: "\n").map(String.init)
  }
}

@Suite(
  .enabled(if: Browser.path != nil, "chromium is not installed, so pages are not measured in a browser"),
  .serialized)
struct BrowserTests {
  /// Text of drawings that overlaps other text, leaves its drawing, or is small.
  private static let drawnText = """
    document.querySelectorAll("svg.map").forEach(function (svg) {
      var texts = Array.from(svg.querySelectorAll("text")), frame = svg.getBoundingClientRect();
      var boxes = texts.map(function (t) { return t.getBoundingClientRect(); });
      lines.push("texts " + (texts.length > 5));
      texts.forEach(function (t, i) {
        var a = boxes[i], size = parseFloat(getComputedStyle(t).fontSize) * frame.width / svg.viewBox.baseVal.width;
        if (size < 11.99) lines.push("small " + t.textContent + " " + size);
        if (a.left < frame.left || a.right > frame.right || a.bottom > frame.bottom) lines.push("outside " + t.textContent);
        var rect = t.parentNode.querySelector("rect");
        if (rect && a.right > rect.getBoundingClientRect().right + 0.5) lines.push("clipped " + t.textContent);
        for (var j = i + 1; j < texts.length; j++) {
          var b = boxes[j];
          if (a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
            lines.push("overlap " + t.textContent + " / " + texts[j].textContent);
        }
      });
    });
    """

  private func page(_ content: Markup, _ language: Language) -> String {
    PageFrame(
      title: "T", language: language, content: element("main", ["id": "content"]) { content }
    ).html
  }

  private func figures(_ language: Language) -> Markup {
    TraceFigures(
      SeedStory.steps(), in: SeedStory.topology, language: language, prefix: "a", chains: SeedStory.chains
    ).html
      + TraceFigures(SeedStory.dropped(), in: SeedStory.topology, language: language, prefix: "b").html
  }

  @Test(arguments: Language.allCases) func textOfTracesIsReadable(language: Language) throws {
    let lines = try Browser.measure(page(figures(language), language), width: 1280, script: Self.drawnText)
    #expect(lines == ["texts true", "texts true"])
  }

  @Test func textOfNetworksIsReadable() throws {
    var content = Markup.empty
    for (index, network) in Topologies.all.enumerated() where network.topology.nodes.count > 2 {
      content += TraceFigures.network(network.topology, language: .chinese, prefix: "n\(index)")
    }
    let lines = try Browser.measure(page(content, .chinese), width: 1280, script: Self.drawnText)
    #expect(lines.count > 5)
    #expect(lines.allSatisfy { $0 == "texts true" }, "\(lines.filter { $0 != "texts true" })")
  }

  @Test func rulesHaveAGlyphForEachState() throws {
    let script = """
      document.querySelectorAll(".rules li[class]").forEach(function (li) {
        lines.push(li.className + " " + getComputedStyle(li, "::before").content.charAt(1));
      });
      """
    let lines = Set(try Browser.measure(page(figures(.english), .english), width: 1280, script: script))
    #expect(lines == ["match ●", "miss ○", "unreached ·", "end ■"])
  }

  @Test(arguments: ["main", "article"]) func longLinesGrowIntoTheMarginBesideTheText(parent: String) throws {
    let cell = element("section", ["class": "cell"]) {
      for name in ["short", String(repeating: "long ", count: 22), String(repeating: "longer ", count: 60)] {
        element("pre", ["class": "output"]) { name }
      }
    }
    // In a garden the article stands between.
    let content = parent == "main" ? cell : element("article", ["style": "display: contents"]) { cell }
    let script = """
      if ("\(parent)" == "article") document.querySelector(".cell").style.cssText =
        "grid-column: 1 / -1; display: grid; grid-template-columns: subgrid";
      document.querySelectorAll("pre").forEach(function (pre) {
        var box = pre.getBoundingClientRect();
        if (box.width) lines.push(Math.round(box.left) + " " + (box.width > 672) + " " + (pre.scrollWidth > pre.clientWidth));
      });
      lines.push(document.documentElement.scrollWidth <= innerWidth);
      """
    let lines = try Browser.measure(page(content, .english), width: 1280, script: script)
    let left = lines.first?.split(separator: " ").first.map(String.init) ?? ""
    #expect(lines == ["\(left) false false", "\(left) true false", "\(left) true true", "true"])
  }

  /// Headless Chromium has no windows narrower than 500 pixels; the body is made as narrow as a telephone.
  @Test(arguments: [360, 1280]) func nothingMakesThePageWiderThanTheWindow(width: Int) throws {
    let script = """
      document.body.style.width = "\(width)px";
      document.querySelectorAll("details").forEach(function (d) { d.open = true; });
      var limit = document.body.getBoundingClientRect().right + 1;
      lines.push("body " + document.body.getBoundingClientRect().width);
      document.querySelectorAll("main, figure, .ladder, .scroll, .map-scroll, figcaption, pre, .packet").forEach(function (e) {
        if (e.getBoundingClientRect().right > limit) lines.push("wide " + e.tagName + "." + e.className);
      });
      document.querySelectorAll(".hop-text > span, .packet-head, .packet-end").forEach(function (e) {
        if (e.className !== "hop-way" && parseFloat(getComputedStyle(e).fontSize) < 12) lines.push("small " + e.className);
      });
      """
    let lines = try Browser.measure(page(figures(.chinese), .chinese), width: max(500, width), script: script)
    #expect(lines == ["body \(width)"])
  }

  @Test func coloursHoldTheirContrast() throws {
    let script = """
      function channel(c) { c /= 255; return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4); }
      function parse(text) { var m = text.match(/[0-9.]+/g).map(Number); return m; }
      function light(c) { return 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]); }
      function ground(e) {
        for (; e; e = e.parentElement) { var c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; }
        return [255, 255, 255];
      }
      ["light", "dark"].forEach(function (theme) {
        document.documentElement.setAttribute("data-theme", theme);
        var count = 0;
        document.querySelectorAll("main *, .bar *").forEach(function (e) {
          if (e.closest("svg") || !Array.from(e.childNodes).some(function (n) { return n.nodeType === 3 && n.data.trim(); })) return;
          var one = light(parse(getComputedStyle(e).color)), other = light(ground(e));
          var ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
          count++;
          if (ratio < 4.5) lines.push(theme + " " + e.tagName + "." + e.className + " " + ratio.toFixed(2));
        });
        var style = getComputedStyle(document.documentElement);
        function value(name) {
          var probe = document.createElement("i"); probe.style.color = "var(" + name + ")"; document.body.appendChild(probe);
          var c = parse(getComputedStyle(probe).color); probe.remove(); return light(c);
        }
        [["--ink", "--host"], ["--ink", "--container"], ["--ink", "--kernel"], ["--soft", "--kernel"], ["--soft", "--container"],
         ["--soft", "--host"], ["--soft", "--switch"], ["--bad", "--kernel"], ["--chip", "--request"], ["--chip", "--reply"], ["--chip", "--bad"]].forEach(function (pair) {
          var one = value(pair[0]), other = value(pair[1]);
          var ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
          if (ratio < 4.5) lines.push(theme + " " + pair + " " + ratio.toFixed(2));
        });
        lines.push(theme + " " + (count > 100));
      });
      """
    let lines = try Browser.measure(page(figures(.english), .english), width: 1280, script: script)
    #expect(lines == ["light true", "dark true"])
  }

  /// Presses keys on the first figure's map and says what the player shows.
  @Test func arrowKeysWalkThroughTheForms() throws {
    let script = """
      var figure = document.querySelector("figure.trace"), map = figure.querySelector(".map-scroll");
      function press(key) { map.dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true, cancelable: true })); }
      function state() {
        return Array.from(figure.querySelectorAll(".now")).map(function (e) {
          return (e.closest(".map") ? "map " : e.closest(".ladder") ? "ladder " : e.closest(".rules") ? "rules" : "steps ")
            + (e.closest(".rules") ? "" : e.querySelector(".stop, text") ? e.querySelector(".stop, text").textContent : e.tagName === "A" ? e.textContent : "");
        }).filter(function (text, index, all) { return all.indexOf(text) === index && !text.endsWith(" "); }).join(", ");
      }
      press("ArrowRight"); press("ArrowRight"); press("ArrowRight");
      lines.push(state());
      lines.push(figure.querySelector(".said").textContent);
      press("ArrowLeft"); press("ArrowLeft");
      lines.push(state());
      press(" "); press(" ");
      lines.push(figure.querySelector(".said").textContent.split(" · ")[0]);
      """
    let lines = try Browser.measure(page(figures(.english), .english), width: 1280, script: script)
    #expect(
      lines == [
        "map 3, ladder 3, rules, steps 3",
        "3 / 12 · centos: destination 192.168.40.180:80 → 172.17.0.2:8080, nat DOCKER rule 2",
        "map 1, ladder 1, steps 1", "2 / 12",
      ])
  }

  @Test func noTextIsSmallerThanTwelvePixels() throws {
    let script = """
      var small = {};
      document.querySelectorAll("body *").forEach(function (e) {
        var hasText = Array.from(e.childNodes).some(function (n) { return n.nodeType === 3 && n.data.trim(); });
        if (!hasText || e.closest("script, style, svg, .unseen")) return;
        if (parseFloat(getComputedStyle(e).fontSize) < 11.99) small[e.tagName + "." + e.className + " " + getComputedStyle(e).fontSize] = true;
      });
      lines = ["measured"].concat(Object.keys(small));
      """
    let lines = try Browser.measure(page(figures(.chinese), .chinese), width: 1280, script: script)
    #expect(lines == ["measured"])
  }

  @Test func theScriptIsSmall() {
    #expect(Stylesheet.script.utf8.count < 15_000)
  }

  @Test func fieldsAndOctetsHighlightEachOther() throws {
    let script = """
      document.querySelectorAll(".bytes details").forEach(function (d) { d.open = true; });
      var layers = document.querySelectorAll(".layer"), good = 0;
      layers.forEach(function (layer) {
        if (layer.querySelectorAll("li").length === layer.querySelectorAll("i").length) good++;
        layer.querySelectorAll("li").forEach(function (li) {
          if (parseFloat(getComputedStyle(li).fontSize) < 12) lines.push("small " + li.textContent);
          if (li.scrollWidth > li.clientWidth + 1) lines.push("clipped " + li.textContent);
        });
      });
      lines.push("layers " + (layers.length > 10) + " " + (good === layers.length));
      """
    let lines = try Browser.measure(page(figures(.english), .english), width: 1280, script: script)
    #expect(lines == ["layers true true"])
  }

  /// The page as a reader has it whose browser runs no scripts: every form is there, nothing waits for a click that
  /// only a script would answer.
  @Test func everythingIsThereWithoutScripts() {
    let html = page(figures(.english), .english)
    for form in [
      "svg class=\"map\"", "class=\"ladder", "class=\"rules\"", "class=\"steps\"", "class=\"bytes\"",
    ] {
      #expect(html.contains(form))
    }
    #expect(!html.contains("onclick"))
    #expect(html.contains("data-theme-switch hidden"))
  }

  @Test func pagesPrint() throws {
    let pdf = try Browser.print(page(figures(.chinese), .chinese))
    #expect(pdf.starts(with: Array("%PDF".utf8)))
    #expect(pdf.count > 20_000)
  }
}
