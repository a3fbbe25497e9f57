// swift-tools-version: 6.2

import PackageDescription

/// Every target is built with the same strictness; continuous integration turns warnings into errors.
let strict: [SwiftSetting] = {
  var settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  if Context.environment["CI"] != nil { settings.append(.treatAllWarnings(as: .error)) }
  return settings
}()

/// What every packet passes through is compiled in release so that floors see into each other, and without the
/// checks for overlapping accesses: the simulation has one thread, and debug builds, so all tests, keep the checks.
/// Together they make a packet twice as fast.
let hot: [SwiftSetting] = [
  .unsafeFlags(
    ["-enforce-exclusivity=unchecked", "-cross-module-optimization"], .when(configuration: .release))
]

/// A floor of the house: see CONTRIBUTING.md. A target names only floors below its own.
func floor(
  _ name: String, on below: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = [],
  settings: [SwiftSetting] = []
) -> Target {
  .target(
    name: name, dependencies: below, exclude: exclude, resources: resources, swiftSettings: strict + settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "netnote",
  products: [
    .executable(name: "netnote", targets: ["netnote"]),
    .executable(name: "netnote-bench", targets: ["netnote-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  ],
  targets: [
    // The core: no Foundation, no other package; also compiles as Embedded Swift for WebAssembly.
    floor("Packets", settings: hot),
    floor("Patterns"),
    floor("Simulation", on: ["Packets"], settings: hot),
    floor("Linux", on: ["Simulation", "Packets"], settings: hot),
    floor("Tools", on: ["Linux", "Simulation", "Packets", "Patterns"]),
    floor("NetLanguage", on: ["Patterns"]),
    floor("Lab", on: ["NetLanguage", "Tools", "Linux", "Simulation", "Patterns", "Packets"]),

    // Notes and pages.
    .systemLibrary(
      name: "CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "XXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    floor(
      "Notebook",
      on: [
        "Lab", "NetLanguage", "Simulation", "Packets", "CMarkGFM", "XXHash",
        .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Reports/Schemas"], settings: hot),
    floor(
      "Rendering", on: ["Notebook", "Lab", "NetLanguage", "Linux", "Simulation", "Packets"],
      resources: ["page.css", "map.css", "figures.css", "theme.js", "figures.js"].map {
        .embedInCode("Resources/" + $0)
      }, settings: hot
    ),
    floor(
      "Garden",
      on: [
        "Rendering", "Notebook", "Lab", "NetLanguage", "Simulation", "Packets",
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Yams", package: "Yams"),
      ],
      resources: [
        "page", "note", "index", "archive", "tags", "tag", "facts", "fact", "picture", "missing", "redirect",
        "entries",
      ].map { .embedInCode("Resources/\($0).mustache") }
        + [
          "garden.css", "garden.js", "redirect.js", "icon.svg", "search.js", "search.css", "search-button.js",
        ].map { .embedInCode("Resources/" + $0) }, settings: hot),
    // The site as its writer sees it: served on loopback, rebuilt and reloaded at every change.
    floor(
      "Preview",
      on: [
        "Garden", "Notebook", "NetLanguage", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ], resources: [.embedInCode("Resources/reload.js")]),
    .executableTarget(
      name: "netnote",
      dependencies: [
        "Preview", "Garden", "Rendering", "Notebook", "Lab", "NetLanguage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    // How fast the core is, as ratios.
    .executableTarget(
      name: "netnote-bench",
      dependencies: ["Lab", "NetLanguage", "Tools", "Linux", "Simulation", "Packets"],
      exclude: ["Garden"],
      swiftSettings: strict,
      // Without Foundation nobody else brings the mathematics library along.
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),

    tests(of: "PacketsTests", ["Packets"]),
    tests(of: "PatternsTests", ["Patterns"]),
    tests(of: "SimulationTests", ["Simulation", "Packets"]),
    tests(of: "LinuxTests", ["Linux", "Simulation", "Packets"]),
    tests(
      of: "ToolsTests", ["Tools", "Linux", "Simulation", "Packets"], resources: [.copy("Recordings")]),
    tests(of: "NetLanguageTests", ["NetLanguage", "Patterns"]),
    tests(of: "LabTests", ["Lab", "NetLanguage", "Tools", "Linux", "Simulation", "Packets"]),
    tests(
      of: "NotebookTests", ["Notebook", "Lab", "NetLanguage", "Simulation"],
      resources: [.copy("Faults")]),
    tests(
      of: "RenderingTests", ["Rendering", "Notebook", "Lab", "NetLanguage", "Simulation", "Packets"]),
    // Opens pages in a real browser for tests.
    .target(name: "BrowserDriver", path: "Tests/BrowserDriver", swiftSettings: strict),
    tests(of: "GardenTests", ["Garden", "Rendering", "Notebook", "Lab", "NetLanguage", "BrowserDriver"]),
    tests(of: "PreviewTests", ["Preview", "Garden", "Notebook", "NetLanguage", "BrowserDriver"]),
    tests(of: "CommandTests", ["netnote", .product(name: "Yams", package: "Yams")]),
    tests(
      of: "ConformanceTests", ["Lab", "NetLanguage"],
      resources: [.copy("Recordings"), .copy("DockerGenerations")]),
  ],
  swiftLanguageModes: [.v6]
)
