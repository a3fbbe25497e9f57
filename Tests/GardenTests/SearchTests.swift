import Foundation
import Testing

@testable import Garden

private func document(
  _ title: String, _ text: String, heading: String = "", tags: [String] = [],
  facts: [SearchDocument.Fact] = []
) -> SearchDocument {
  SearchDocument(
    page: title + ".html", title: title, tags: tags, facts: facts,
    sections: [SearchDocument.Section(id: heading, heading: heading, text: text)])
}

private func terms(_ text: String) -> [String] {
  var found: [String] = []
  SearchText.forEachTerm(in: SearchText.folded(text)[...]) { term in
    switch term {
    case .ideographs(let first, let second): found.append(String(first) + (second.map { String($0) } ?? ""))
    case .word(let word): found.append(String(String.UnicodeScalarView(word)))
    }
  }
  return found
}

@Suite struct SearchTextTests {
  @Test(arguments: [
    ("MASQUERADE", "masquerade"), ("Ｄｏｃｋｅｒ：８０", "docker:80"), ("café Ångström", "cafe angstrom"),
    ("端口映射", "端口映射"), ("ﬁn", "fin"), ("Ünïcode ², ㎏", "unicode 2, kg"), ("한국어", "한국어"),
  ])
  func foldingTakesCaseWidthAndMarksAway(text: String, folded: String) {
    #expect(String(String.UnicodeScalarView(SearchText.folded(text))) == folded)
  }

  @Test(arguments: [
    ("端口映射。桥", ["端口", "口映", "映射", "射", "桥"]), ("docker网桥", ["docker", "网桥", "桥"]),
    ("curl http://10.0.0.1:8080/a.", ["curl", "http", "10.0.0.1", "8080", "a"]),
    ("DOCKER-USER", ["docker", "user"]),
    ("net.ipv4.ip_forward=1", ["net", "ipv4", "ip_forward", "ip", "forward", "1"]),
    ("172.17.0.0/16.", ["172.17.0.0", "16"]), ("...", []), ("02:42:ac", ["02", "42", "ac"]),
  ])
  func textIsCutIntoPairsOfIdeographsAndWords(text: String, expected: [String]) {
    #expect(terms(text) == expected)
  }

  @Test func wordsThatBeginAlikeStandTogether() {
    let words = ["masq", "masquerade", "mas"]
    #expect(Set(words.map { SearchText.shard(of: $0, of: 4_096) }).count == 1)
    #expect(SearchText.shard(of: "port:8080", of: 4_096) == SearchText.shard(of: "port:808", of: 4_096))
    #expect(SearchText.shard(of: "端口", of: 4_096) != SearchText.shard(of: "端", of: 4_096))
  }
}

@Suite struct SearchIndexTests {
  @Test func termsFindTheirNotesAndTheBestPlace() {
    var reader = SearchReader([
      document("NAT", "The bridge forwards", heading: "Bridges"),
      document("网桥", "网桥转发帧", tags: ["bridge"], facts: [.init("port:8080/tcp"), .init("chain:DOCKER")]),
      document("Other", "bridge and port 8080"),
    ])
    #expect(reader.look("bridge") == [0: 1, 1: 2, 2: 1])
    #expect(reader.look("bridges") == [0: 2])
    #expect(reader.look("网桥") == [1: 3])
    #expect(reader.look("转发") == [1: 1])
    #expect(reader.look("桥") == [1: 3])
    #expect(reader.look("nat") == [0: 3])
    #expect(reader.look("8080") == [1: 0, 2: 1])
    #expect(reader.look("port:8080") == [1: 0])
    #expect(reader.look("chain:docker") == [1: 0])
    #expect(reader.look("docker") == [1: 0])
    #expect(reader.look("absent") == [:])
  }

  @Test func postingsOfManyNotesAreReadBack() {
    let many = (0..<700).map { document("n\($0)", $0 % 97 == 3 ? "rare 稀有" : "common") }
    var reader = SearchReader(many)
    #expect(reader.look("rare").keys.sorted() == Array(stride(from: 3, to: 700, by: 97)))
    #expect(reader.look("common").count == 700 - reader.look("稀有").count)
  }

  @Test func notesKeepTheirTextWhateverStandsInIt() {
    var reader = SearchReader([document("\"a\\b\"", "tab\tline\nend\u{1}</script>")])
    #expect(
      reader.load("n/0") == #"{"page":"\"a\\b\".html","title":"\"a\\b\"","lang":"en","tags":[],"facts":[],"#
        + #""sections":[["","","tab\u0009line\nend\u0001</script>"]]}"#)
  }

  @Test func theSameNotesGiveTheSameBytes() {
    let documents = SearchGarden.documents(40)
    let files = SearchIndex.files(for: documents)
    #expect(files.count > 40)
    #expect(SearchIndex.files(for: documents) == files)
  }

  @Test func anotherTextIsAnotherVersion() {
    let one = SearchReader([document("a", "one")]).files["search/index.js"]
    #expect(one != SearchReader([document("a", "two")]).files["search/index.js"])
  }

  /// Random changes, one note or several at a time; what is updated is what a whole build makes.
  @Test func anUpdateGivesTheOctetsOfAWholeBuild() throws {
    var documents = SearchGarden.documents(30)
    var files = SearchIndex.files(for: documents)
    let other = SearchGarden.documents(50)
    for round in 0..<4 {
      var changed: [Int: SearchDocument] = [:]
      for step in 0...round { changed[(round * 17 + step * 7) % 30] = other[30 + (round + step) % 20] }
      changed[3] = document(
        "three", round.isMultiple(of: 2) ? "" : "三 note-\(round)", facts: [.init("port:\(round)")])
      for (number, document) in changed { documents[number] = document }
      let update = try #require(SearchUpdate { files[$0] }.files(changed: changed, count: 30))
      #expect(update.count > 3 && update.count < files.count)
      files.merge(update) { $1 }
      #expect(files == SearchIndex.files(for: documents))
    }
  }

  @Test func aSmallChangeTouchesFewFiles() throws {
    var documents = SearchGarden.documents(64)
    let files = SearchIndex.files(for: documents)
    documents[7].sections[0].text += " 新增 word"
    let update = try #require(SearchUpdate { files[$0] }.files(changed: [7: documents[7]], count: 64))
    #expect(update.count < 10)
  }

  @Test func aFormerIndexOfOtherNotesOrADamagedOneIsNotUpdated() {
    let documents = SearchGarden.documents(5)
    var files = SearchIndex.files(for: documents)
    #expect(SearchUpdate { files[$0] }.files(changed: [0: documents[1]], count: 6) == nil)
    files["search/n/0.js"] = Array("netnoteSearch(".utf8)
    #expect(SearchUpdate { files[$0] }.files(changed: [0: documents[1]], count: 5) == nil)
  }

  @Test func theIndexHasTheFilesThatWereAnnounced() {
    for count in [0, 1, 2, 3, 40] {
      let files = SearchIndex.indexFiles(for: SearchGarden.documents(count))
      #expect(files.keys.sorted() == SearchIndex.indexPaths(notes: count).sorted())
    }
  }

  @Test func anEmptyGardenHasAnIndexNevertheless() {
    var reader = SearchReader([])
    #expect(reader.look("x") == [:])
  }

  @Test func scriptsAreSmall() {
    #expect(SearchScript.button.count < 1_200)
    #expect((SearchScript.files["search/search.js"]?.count ?? .max) < 9_000)
  }

  /// What a browser loads before the first result is shown: the script, the index, shards, and that note.
  @Test(arguments: [["端口", "映射"], ["masquerade"], ["172.17.0.2"], ["port:8080"], ["连接", "跟踪", "docker"]])
  func aThousandNotesAreSearchedInLessThanAHundredKilobytes(query: [String]) throws {
    var reader = SearchGarden.thousand
    var found: Set<Int>?
    for term in query {
      let notes = Set(reader.look(term).keys)
      found = found?.intersection(notes) ?? notes
    }
    let first = try #require(found?.min())
    _ = reader.load("n/\(first)")
    let scripts = SearchScript.files.values.reduce(SearchScript.button.count) { $0 + $1.count }
    #expect(reader.loaded > 1_000)
    #expect(reader.loaded + scripts < 100_000)
  }
}

/// Notes made by a fixed rule: Chinese and English prose of some 3,000 characters, each with facts.
enum SearchGarden {
  static let thousand = SearchReader(documents(1_000))

  static func documents(_ count: Int) -> [SearchDocument] {
    var random = Generator(state: 7)
    let han = (0..<1_500).map { String(Unicode.Scalar(0x4E00 + $0 * 7) ?? "一") }
    let words = (0..<3_000).map { _ in
      String((0..<random.below(9) + 2).map { _ in Character(Unicode.Scalar(97 + UInt8(random.below(26)))) })
    }
    return (0..<count).map { number in
      var text = number % 9 == 0 ? "端口映射与连接跟踪 docker MASQUERADE 172.17.0.2 " : ""
      // Frequent ones are more frequent, as in a language.
      for _ in 0..<200 { text += words[random.below(random.below(words.count) + 1)] + " " }
      for index in 0..<1_200 {
        text += han[random.below(random.below(han.count) + 1)] + (index % 17 == 16 ? "，" : "")
      }
      return document(
        "note-\(number)", text,
        facts: [
          .init("port:8080/tcp", place: "cell-1"), .init("address:10.\(number / 250).\(number % 250).1"),
        ])
    }
  }

  private struct Generator {
    var state: UInt64
    mutating func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
  }
}
