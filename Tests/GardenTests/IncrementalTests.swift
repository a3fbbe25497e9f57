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
