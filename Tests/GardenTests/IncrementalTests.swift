import Foundation
import Testing

@testable import Garden

/// After any edit, the site is byte for byte what a clean build makes.
@Suite struct IncrementalTests {
  /// A generator of numbers that gives the same edits each time.
  private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
  }

  private func note(_ number: Int, _ dice: inout Dice) -> String {
    let tags = ["nat", "docker", "tcp", "dns"].filter { _ in dice.roll(3) == 0 }
    var lines = [
      "---", "title: Note \(number) \(dice.roll(4))", "date: 2024-0\(1 + dice.roll(9))-1\(dice.roll(9))",
      "tags: [\(tags.joined(separator: ", "))]",
    ]
    if dice.roll(6) == 0 { lines.append("draft: true") }
    if dice.roll(5) == 0 { lines.append("aliases: [old-\(number)]") }
    lines += ["---", "", "Words \(dice.roll(5)).", "", "## Part \(dice.roll(2))", ""]
    for _ in 0..<dice.roll(4) {
      let other = dice.roll(9)
      switch dice.roll(6) {
      case 0: lines.append("See [[n\(other)]] now.")
      case 1: lines.append("See [it](n\(other).md#part-1) now.")
      case 2: lines += ["", "![[n\(other)]]", ""]
      case 3: lines += ["", "![[n\(other)#Part 1]]", ""]
      case 4: lines.append("![p](img/p\(dice.roll(2)).png)")
      default: lines += ["", "```net", "host h\(dice.roll(3))", "h0# ip link show lo", "```", ""]
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// With a memory, builds are those of one process, as `netnote serve` makes them.
  @Test(arguments: [1, 2, 3], [false, true])
  func randomEditsGiveTheSameSiteAsACleanBuild(seed: Int, hasMemory: Bool) throws {
    let memory = hasMemory ? BuildMemory() : nil
    let plot = try Plot(["Notebooks/img/p0.png": "one", "Notebooks/img/p1.png": "two"])
    var dice = Dice(state: UInt64(seed))
    for number in 0..<7 { try plot.write(note(number, &dice), to: "Notebooks/n\(number).md") }
    for round in 0..<12 {
      let number = dice.roll(9)
      let path = "Notebooks/n\(number).md"
      switch dice.roll(8) {
      case 0: try? plot.remove(path)
      case 1: try plot.write("picture \(round)", to: "Notebooks/img/p\(dice.roll(2)).png")
      case 2: try plot.write("title: Garden \(dice.roll(3))\nbaseURL: https://x.org/\n", to: "Site/site.yml")
      case 3: try plot.write("p { color: \(dice.roll(3)) }", to: "Site/assets/own.css")
      case 4, 5:
        if let text = FileManager.default.contents(atPath: "\(plot.folder)/\(path)") {
          try plot.write(String(decoding: text, as: UTF8.self) + "More \(round).\n", to: path)
        }
      default: try plot.write(note(number, &dice), to: path)
      }
      var builder = plot.rememberingBuilder
      builder.memory = memory
      let report = try builder.build()
      var clean = plot.builder
      clean.output = plot.folder + "/_clean"
      _ = try clean.build()
      #expect(report.isPublished)
      let (mine, theirs) = (plot.contents(), plot.contents(of: "_clean"))
      #expect(Set(mine.keys) == Set(theirs.keys), "round \(round)")
      for (path, data) in theirs where mine[path] != data { Issue.record("round \(round): \(path) differs") }
    }
  }

  @Test func whatAProcessRemembersIsThereForTheNext() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n", "Notebooks/b.md": "# B\n"])
    // The clock of the file system ticks slowly.
    func build(_ builder: GardenBuilder) throws -> [Int] {
      Thread.sleep(forTimeInterval: 0.15)
      let report = try builder.build()
      return [report.run, report.reused]
    }
    var builder = plot.rememberingBuilder
    let memory = BuildMemory()
    builder.memory = memory
    #expect(try build(builder) == [2, 0])
    try plot.write("# B\n\nMore.\n", to: "Notebooks/b.md")
    #expect(try build(builder) == [1, 1])
    memory.finish()
    try plot.write("# A\n\nMore.\n", to: "Notebooks/a.md")
    #expect(try build(plot.rememberingBuilder) == [1, 1])
  }

  @Test func nothingIsMadeWhenNothingChanged() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n\n[[b]]\n", "Notebooks/b.md": "# B\n"])
    _ = try plot.rememberingBuilder.build()
    // The clock of the file system ticks slowly.
    Thread.sleep(forTimeInterval: 0.15)
    _ = try plot.rememberingBuilder.build()
    let third = try plot.rememberingBuilder.build()
    #expect(third.made == 0)
  }

  @Test func aChangedNoteMakesOnlyWhatShowsIt() throws {
    let plot = try Plot([
      "Notebooks/a.md": "# A\n\n[[b]]\n", "Notebooks/b.md": "# B\n", "Notebooks/c.md": "# C\n",
    ])
    _ = try plot.rememberingBuilder.build()
    Thread.sleep(forTimeInterval: 0.15)
    try plot.write("# A\n\nWords and [[b]]\n", to: "Notebooks/a.md")
    Thread.sleep(forTimeInterval: 0.15)
    _ = try plot.rememberingBuilder.build()
    try plot.write("# C\n\n## New\n", to: "Notebooks/c.md")
    let report = try plot.rememberingBuilder.build()
    #expect((report.run, report.reused) == (1, 2))
    #expect(report.made < 6)
  }

  /// A garden of which there is nothing to be said, with all that pages show of other notes.
  private func quietPlot() throws -> Plot {
    let plot = try Plot([
      "Site/site.yml": "title: G\nbaseURL: https://x.org/\n",
      "Notebooks/a.md": "---\ntags: [nat]\n---\n# A\n\nFirst.\n\nSee [it](b.md) now.\n\n![p](p.png)\n",
      "Notebooks/b.md": "---\ntags: [nat]\n---\n# B\n\nFirst.\n\n```net\nhost h\nh# ip link show lo\n```\n",
      "Notebooks/c.en.md": "# C\n\nFirst.\n\n[[a]]\n", "Notebooks/c.zh.md": "# 丙\n\n先。\n",
      "Notebooks/d.md": "# D\n\nFirst.\n\n![[c.en]]\n", "Notebooks/e.md": "---\ndraft: true\n---\n# E\n",
      "Notebooks/p.png": "picture",
      "Notebooks/f.md":
        "# F\n\nFirst.\n\n```net\nhost h\nh# ip link show lo\n```\n\n[the line](f.md#line-6)\n",
    ])
    // The clock of the file system ticks slowly.
    Thread.sleep(forTimeInterval: 0.15)
    _ = try plot.rememberingBuilder.build()
    return plot
  }

  private func edit(_ path: String, of plot: Plot, _ change: (String) -> String) throws
    -> GardenBuilder.Report
  {
    let file = "\(plot.folder)/\(path)"
    let text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    try plot.write(change(text), to: path)
    Thread.sleep(forTimeInterval: 0.15)
    let report = try plot.rememberingBuilder.build()
    var clean = plot.builder
    clean.output = plot.folder + "/_clean"
    _ = try clean.build()
    #expect(plot.contents() == plot.contents(of: "_clean"))
    return report
  }

  @Test(arguments: [
    ("a.md", "First.", "First.\n\nMore."), ("a.md", "See", "Now see"), ("b.md", "link show lo", "link show"),
    ("b.md", "First.\n\n", "First.\n\nMore.\n\n"), ("c.zh.md", "先。", "先。\n\n后。"),
    ("e.md", "# E", "# E\n\nMore."),
  ])
  func anEditOfTextLooksOnlyAtPagesThatShowIt(note: String, old: String, new: String) throws {
    let plot = try quietPlot()
    let report = try edit("Notebooks/" + note, of: plot) { $0.replacingOccurrences(of: old, with: new) }
    #expect(report.isTextEdit)
    #expect((report.run, report.reused, report.pages, report.drafts) == (1, 6, 6, 1))
    // What it left is what a look at the whole garden would have left.
    Thread.sleep(forTimeInterval: 0.15)
    try plot.write("title: H\nbaseURL: https://x.org/\n", to: "Site/site.yml")
    #expect(try plot.rememberingBuilder.build().run == 0)
    try plot.write("title: G\nbaseURL: https://x.org/\n", to: "Site/site.yml")
    _ = try plot.rememberingBuilder.build()
    #expect(plot.contents() == plot.contents(of: "_clean"))
  }

  @Test(arguments: [
    ("a.md", "# A", "# Another"), ("a.md", "First.", "Other words first."), ("a.md", "[nat]", "[tcp]"),
    ("a.md", "(b.md)", "(d.md)"), ("a.md", "First.", "First.\n\n## Part"),
    ("c.en.md", "First.", "First.\n\nMore."),
    ("d.md", "First.", "First.\n\nMore."), ("e.md", "draft: true", "draft: false"),
    ("f.md", "First.", "First.\n\nMore."),
  ])
  func anEditThatOtherPagesShowLooksAtTheWholeGarden(note: String, old: String, new: String) throws {
    let report = try edit("Notebooks/" + note, of: try quietPlot()) {
      $0.replacingOccurrences(of: old, with: new)
    }
    #expect(!report.isTextEdit)
  }

  @Test func editsOneAfterTheOtherKeepTheSiteExact() throws {
    let plot = try quietPlot()
    for round in 0..<12 {
      let report = try edit(["Notebooks/a.md", "Notebooks/b.md"][round % 2], of: plot) {
        $0 + "\nMore \(round).\n"
      }
      #expect(report.isTextEdit)
    }
  }

  @Test func aFileOfTheSiteThatSomebodyChangedIsMadeAgain() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n"])
    _ = try plot.rememberingBuilder.build()
    try plot.write("scribble", to: "_site/a.html")
    _ = try plot.rememberingBuilder.build()
    #expect(plot.read("a.html")?.contains("<h1>A</h1>") == true)
  }

  @Test func aDamagedStateIsNoState() throws {
    let plot = try Plot(["Notebooks/a.md": "# A\n"])
    _ = try plot.rememberingBuilder.build()
    for name in try FileManager.default.contentsOfDirectory(atPath: plot.folder + "/.state") {
      try plot.write("netnote garden", to: ".state/" + name)
    }
    #expect(try plot.rememberingBuilder.build().isPublished)
  }
}
