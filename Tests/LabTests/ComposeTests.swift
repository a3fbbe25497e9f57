import Lab
import Testing

/// `docker compose` on a host, from a compose file that the cell writes.
@Suite struct ComposeTests {
  private static let head = """
    host vm docker
    image web serves 80/tcp "hello"
    image db serves 5432/tcp "rows"
    vm# mkdir shop; cd shop

    """

  /// Runs commands in a folder `shop` with this compose file.
  private func run(_ file: String, _ commands: String) -> CellResult {
    LabTests.run(Self.head + "vm# cat > compose.yaml <<'END'\n" + file + "\nEND\n" + commands)
  }

  private let shop = """
    services:
      web:
        image: web
        ports: ["8080:80"]
        networks: [front, back]
        depends_on:
          - db
      db:
        image: db
        networks:
          back:
            ipv4_address: 10.5.0.10
            aliases: [database]   # another name
    networks:
      front:
      back:
        internal: true
        ipam:
          config:
            - subnet: 10.5.0.0/24
    """

  @Test("Networks are made first, then containers, those that others depend on before them")
  func up() {
    let result = run(shop, "vm# docker compose up -d")
    #expect(result.failures == [])
    #expect(
      result.outputs.last
        == """
         Network shop_back  Creating
         Network shop_back  Created
         Network shop_front  Creating
         Network shop_front  Created
         Container shop-db-1  Creating
         Container shop-db-1  Created
         Container shop-web-1  Creating
         Container shop-web-1  Created
         Container shop-db-1  Starting
         Container shop-db-1  Started
         Container shop-web-1  Starting
         Container shop-web-1  Started

        """.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : String($0) }
        .joined(separator: "\n"))
  }

  @Test("Services find each other by name, by alias and at their fixed address")
  func names() {
    let result = run(
      shop,
      """
      vm# docker compose up -d
      shop-web-1# getent hosts db
      expect output contains "10.5.0.10"
      shop-web-1# getent hosts database
      expect output contains "10.5.0.10"
      shop-web-1# curl -s http://database:5432/
      expect output is "rows"
      vm# curl -s http://127.0.0.1:8080/
      expect output is "hello"
      vm# docker compose port web 80
      expect output is "0.0.0.0:8080"
      """)
    #expect(result.failures == [])
  }

  @Test("What has not changed keeps running, what has is made anew")
  func again() {
    let result = run(
      shop,
      """
      vm# docker compose up -d
      vm# docker compose up -d
      expect output contains "Container shop-web-1  Running"
      vm# sed -i 's/8080/8081/' compose.yaml; docker compose up -d
      expect output contains "Container shop-db-1  Running"
      expect output contains "Container shop-web-1  Recreated"
      vm# curl -s http://127.0.0.1:8081/
      expect output is "hello"
      """)
    #expect(result.failures == [])
  }

  @Test("down leaves nothing of the project behind")
  func down() {
    let result = run(
      shop,
      """
      vm# docker compose up -d
      vm# docker compose down
      expect output contains "Network shop_front  Removed"
      vm# docker ps -aq
      expect output is empty
      vm# docker network ls --format '{{.Name}}'
      expect output is "bridge\\nhost\\nnone"
      vm# iptables -t nat -S DOCKER
      expect output not contains "8080"
      """)
    #expect(result.failures == [])
  }

  @Test(
    "A file that cannot be used is refused in compose's words",
    arguments: [
      (
        "services:\n  a:\n    image: web\n    prots: [1]", 15,
        "services.a Additional property prots is not allowed"
      ),
      (
        "services:\n  a:\n    image: web\n    networks: [x]", 1,
        "service \"a\" refers to undefined network x: invalid compose project"
      ),
      (
        "services:\n  a:\n    image: web\n    depends_on: [b]", 1,
        "service \"a\" depends on undefined service \"b\": invalid compose project"
      ),
      (
        "services:\n  a:\n    ports: [80]", 1,
        "service \"a\" has neither an image nor a build context specified: invalid compose project"
      ),
      (
        "services:\n  a:\n    image: web\n    depends_on: [b]\n  b:\n    image: web\n    depends_on: [a]", 1,
        "dependency cycle detected: a -> b -> a"
      ),
    ]) func refusals(_ file: String, status: Int, text: String)
  {
    let result = run(file, "vm# docker compose up -d\nexpect exit \(status)")
    #expect(result.failures == [])
    #expect(result.outputs.last?.hasSuffix(text + "\n") == true, "\(result.outputs.last ?? "")")
  }

  @Test(
    "What is not simulated is named",
    arguments: [
      ("services:\n  a:\n    build: .", "build of compose files"),
      ("services:\n  a:\n    image: web\n    volumes: [x:/y]", "volumes of compose files"),
      (
        "services:\n  a:\n    image: &x web",
        "anchors and aliases in compose files (/root/shop/compose.yaml:3)"
      ),
    ]) func unsimulated(_ file: String, feature: String)
  {
    let result = run(file, "vm# docker compose up -d")
    #expect(result.failures.map(\.summary) == ["netnote does not simulate \(feature)"])
  }

  @Test("A port that is taken stops the start, and says so")
  func portTaken() {
    let result = run(
      "services:\n  web:\n    image: web\n    ports:\n      - target: 80\n        published: 8080",
      """
      vm# docker run -d --name other -p 8080:80 web
      vm# docker compose up -d
      expect exit 1
      expect output contains "Bind for 0.0.0.0:8080 failed: port is already allocated"
      """)
    #expect(result.failures == [])
  }

  @Test("Variables come from the environment and from .env, with defaults")
  func variables() {
    let result = run(
      "services:\n  web:\n    image: web\n    ports: [\"${PORT:-8000}:80\"]",
      """
      vm# docker compose up -d; docker compose port web 80
      expect output contains "0.0.0.0:8000"
      vm# echo PORT=8001 > .env; docker compose up -d; docker compose port web 80
      expect output contains "0.0.0.0:8001"
      vm# PORT=8002 docker compose up -d; docker compose port web 80
      expect output contains "0.0.0.0:8002"
      """)
    #expect(result.failures == [])
  }
}
