/// What a lexer must know of a language. Enough to colour short examples, not to compile them.
struct CodeGrammar {
  var keywords: Set<String> = []
  var lineComments: [String] = []
  var blockComment: (open: String, close: String)?
  var quotes: Set<Character> = ["\"", "'"]
  var hasTripleQuotes = false
  var stringsSpanLines = false
  var isFolded = false
  var keysEndInColon = false
  var linesBeginWithCommands = false
  var wordsHoldHyphens = false
  var wordsBeginWithDollars = false

  static func named(_ name: String) -> CodeGrammar? { all[name] }

  private static let all: [String: CodeGrammar] = {
    var all: [String: CodeGrammar] = [:]
    func add(_ names: String, _ grammar: CodeGrammar) {
      for name in names.split(separator: " ") { all[String(name)] = grammar }
    }
    add("sh bash shell zsh console", shell)
    add("json", CodeGrammar(keywords: ["true", "false", "null"], quotes: ["\""]))
    add("yaml yml", yaml)
    add("toml ini conf", CodeGrammar(keywords: ["true", "false"], lineComments: ["#", ";"]))
    add("c h cpp c++ cc hpp", c)
    add("python py", python)
    add("go", go)
    add("swift", swift)
    add("rust rs", rust)
    add("js javascript ts typescript", javascript)
    add("sql", sql)
    add("dockerfile docker", dockerfile)
    add("html xml", CodeGrammar(blockComment: ("<!--", "-->")))
    add("css", CodeGrammar(blockComment: ("/*", "*/"), keysEndInColon: true, wordsHoldHyphens: true))
    add("make makefile", CodeGrammar(lineComments: ["#"], keysEndInColon: true))
    add("nft nftables", nft)
    return all
  }()

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  private static let shell = CodeGrammar(
    keywords: words(
      "if then else elif fi for while until do done case esac in function return exit local export set unset sudo"
    ),
    lineComments: ["#"], stringsSpanLines: true, linesBeginWithCommands: true, wordsHoldHyphens: true,
    wordsBeginWithDollars: true)

  private static let yaml = CodeGrammar(
    keywords: words("true false null yes no on off"), lineComments: ["#"], keysEndInColon: true,
    wordsHoldHyphens: true)

  private static let c = CodeGrammar(
    keywords: words(
      """
      auto bool break case char class const constexpr continue default delete do double else enum explicit extern
      false float for goto if inline int long namespace new nullptr operator private protected public register return
      short signed sizeof static struct switch template this throw true try typedef typename union unsigned using
      virtual void volatile while include define ifdef ifndef endif uint8_t uint16_t uint32_t uint64_t size_t
      """), lineComments: ["//"], blockComment: ("/*", "*/"))

  private static let python = CodeGrammar(
    keywords: words(
      """
      and as assert async await break class continue def del elif else except False finally for from global if import
      in is lambda None nonlocal not or pass raise return True try while with yield
      """), lineComments: ["#"], hasTripleQuotes: true)

  private static let go = CodeGrammar(
    keywords: words(
      """
      break case chan const continue default defer else fallthrough for func go goto if import interface map package
      range return select struct switch type var true false nil string int error byte
      """), lineComments: ["//"], blockComment: ("/*", "*/"), quotes: ["\"", "'", "`"],
    stringsSpanLines: false)

  private static let swift = CodeGrammar(
    keywords: words(
      """
      actor as async await break case catch class continue default defer do else enum extension false fileprivate for
      func guard if import in init inout internal is let mutating nil open package private protocol public repeat
      return self Self static struct subscript super switch throw throws true try typealias var where while some any
      """), lineComments: ["//"], blockComment: ("/*", "*/"), quotes: ["\""], hasTripleQuotes: true)

  private static let rust = CodeGrammar(
    keywords: words(
      """
      as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move
      mut pub ref return self Self static struct super trait true type unsafe use where while
      """), lineComments: ["//"], blockComment: ("/*", "*/"), quotes: ["\""])

  private static let javascript = CodeGrammar(
    keywords: words(
      """
      async await break case catch class const continue debugger default delete do else export extends false finally
      for from function if import in instanceof interface let new null of return static super switch this throw true
      try type typeof undefined var void while yield
      """), lineComments: ["//"], blockComment: ("/*", "*/"), quotes: ["\"", "'", "`"])

  private static let sql = CodeGrammar(
    keywords: words(
      """
      add alter and as asc between by case create delete desc distinct drop else end exists from group having in index
      inner insert into is join key left like limit not null on or order outer primary right select set table then
      union unique update values view when where with
      """), lineComments: ["--"], blockComment: ("/*", "*/"), isFolded: true)

  private static let dockerfile = CodeGrammar(
    keywords: words(
      """
      FROM RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL
      HEALTHCHECK SHELL AS
      """), lineComments: ["#"])

  private static let nft = CodeGrammar(
    keywords: words(
      """
      add delete flush list table chain rule set map type hook priority policy accept drop reject jump goto return
      counter masquerade snat dnat redirect ct state ip ip6 tcp udp icmp iifname oifname saddr daddr sport dport
      """), lineComments: ["#"])
}
