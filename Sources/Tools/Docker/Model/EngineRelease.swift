/// What a release of Docker Engine says about itself (`docker version`, `docker info`).
struct EngineRelease {
  /// A program that the engine works with, and the commit that it was built from.
  struct Component {
    var version: String
    var commit: String
  }

  var version: String
  /// ` Docker Engine - Community` of Docker's own packages, nothing of Debian's.
  var platform: String
  var apiVersion: String
  var minimumAPIVersion: String
  var goVersion: String
  var clientCommit: String
  var serverCommit: String
  var built: String
  /// Clients up to 20.10 say whether experimental commands are on.
  var clientIsExperimental: Bool?
  var containerd: Component
  var runc: Component
  var initializer: Component

  /// The release that a version given in a note means: the newest of its kind among those whose texts are known.
  static func of(_ version: EngineVersion) -> EngineRelease? {
    known.last { release in
      guard let own = EngineVersion(release.version.prefix { $0 != "+" }.description) else { return false }
      return own <= version && own.parts[0] == version.parts[0]
        && (version.parts[1] == EngineVersion.open || own.parts[1] == version.parts[1])
        && (version.parts[2] == EngineVersion.open || own.parts[2] == version.parts[2])
    }
  }

  /// Debian 12's package of 20.10, and Docker's own packages of the others for linux/amd64.
  private static let known: [EngineRelease] = [
    EngineRelease(
      version: "20.10.24+dfsg1", platform: "", apiVersion: "1.41", minimumAPIVersion: "1.12",
      goVersion: "go1.19.8", clientCommit: "297e128", serverCommit: "5d6db84",
      built: "Thu May  7 21:09:36 2026", clientIsExperimental: true,
      containerd: Component(version: "1.6.20~ds1", commit: "1.6.20~ds1-1+deb12u3"),
      runc: Component(version: "1.1.5+ds1", commit: "1.1.5+ds1-1+deb12u1"),
      initializer: Component(version: "0.19.0", commit: "")),
    community(
      "28.0.0", api: "1.48", minimum: "1.24", go: "go1.23.6", commits: ("f9ced58", "af898ab"),
      built: "Wed Feb 19 22:11:04 2025",
      containerd: Component(version: "1.7.25", commit: "bcc810d6b9066471b0b6fa75f557a15a1cbf31bb"),
      runc: Component(version: "1.2.4", commit: "v1.2.4-0-g6c52b3f")),
    community(
      "28.0.1", api: "1.48", minimum: "1.24", go: "go1.23.6", commits: ("068a01e", "bbd0a17"),
      built: "Wed Feb 26 10:41:12 2025",
      containerd: Component(version: "1.7.25", commit: "bcc810d6b9066471b0b6fa75f557a15a1cbf31bb"),
      runc: Component(version: "1.2.4", commit: "v1.2.4-0-g6c52b3f")),
    community(
      "28.2.2", api: "1.50", minimum: "1.24", go: "go1.24.3", commits: ("e6534b4", "45873be"),
      built: "Fri May 30 12:07:27 2025",
      containerd: Component(version: "1.7.27", commit: "05044ec0a9a75232cad458027ca83437aae3f4da"),
      runc: Component(version: "1.2.5", commit: "v1.2.5-0-g59923ef")),
    community(
      "28.5.2", api: "1.51", minimum: "1.24", go: "go1.25.3", commits: ("ecc6942", "89c5e8f"),
      built: "Wed Nov  5 14:43:33 2025",
      containerd: Component(version: "v1.7.29", commit: "442cb34bda9a6a0fed82a2ca7cade05c5c749582"),
      runc: Component(version: "1.3.3", commit: "v1.3.3-0-gd842d771")),
    community(
      "29.7.2", api: "1.55", minimum: "1.40", go: "go1.26.5", commits: ("a7dcaa6", "6a43e3d"),
      built: "Wed Aug  5 18:28:53 2026",
      containerd: Component(version: "v2.3.4", commit: "db8809540e1a7a9da5d518876894933ff55692ab"),
      runc: Component(version: "1.4.3", commit: "v1.4.3-0-gbb14dabe")),
  ]

  private static func community(
    _ version: String, api: String, minimum: String, go: String, commits: (client: String, server: String),
    built: String, containerd: Component, runc: Component
  ) -> EngineRelease {
    EngineRelease(
      version: version, platform: " Docker Engine - Community", apiVersion: api, minimumAPIVersion: minimum,
      goVersion: go, clientCommit: commits.client, serverCommit: commits.server, built: built,
      clientIsExperimental: nil, containerd: containerd, runc: runc,
      initializer: Component(version: "0.19.0", commit: "de40ad0"))
  }

  /// `docker version`.
  var text: String {
    var text = """
      Client:\(platform)
       Version:           \(version)
       API version:       \(apiVersion)
       Go version:        \(goVersion)
       Git commit:        \(clientCommit)
       Built:             \(built)
       OS/Arch:           linux/amd64
       Context:           default

      """
    if let clientIsExperimental { text += " Experimental:      \(clientIsExperimental)\n" }
    return text + """

      Server:\(platform)
       Engine:
        Version:          \(version)
        API version:      \(apiVersion) (minimum version \(minimumAPIVersion))
        Go version:       \(goVersion)
        Git commit:       \(serverCommit)
        Built:            \(built)
        OS/Arch:          linux/amd64
        Experimental:     false
       containerd:
        Version:          \(containerd.version)
        GitCommit:        \(containerd.commit)
       runc:
        Version:          \(runc.version)
        GitCommit:        \(runc.commit)
       docker-init:
        Version:          \(initializer.version)
        GitCommit:        \(initializer.commit)

      """
  }

  /// What `docker version --format` works on.
  var value: GoValue {
    let common: [(String, GoValue)] = [
      ("ApiVersion", .string(apiVersion)), ("Arch", .string("amd64")), ("BuildTime", .string(built)),
      ("GoVersion", .string(goVersion)), ("Os", .string("linux")), ("Version", .string(version)),
    ]
    let client =
      common + [
        ("Context", .string("default")), ("GitCommit", .string(clientCommit)),
        ("DefaultAPIVersion", .string(apiVersion)),
      ]
    let server =
      common + [
        ("APIVersion", .string(apiVersion)), ("GitCommit", .string(serverCommit)),
        ("MinAPIVersion", .string(minimumAPIVersion)),
      ]
    return .object(
      GoObject(map: [
        ("Client", .object(GoObject(map: client + [("APIVersion", .string(apiVersion))]))),
        ("Server", .object(GoObject(map: server))),
      ]))
  }
}
