import EventJSON
import Events
import Testing
import Values

@testable import WireProbe

/// What comes in as JSON.
@Suite struct JSONReadingTests {
  private func read(_ text: String) throws(JSONMistake) -> JSONValue { try JSONText.read(Array(text.utf8)) }

  /// Each command as it is written is read as it was.
  @Test func commandsComeBack() throws {
    var random = RandomSource(seed: 11, lettersMax: 12)
    var kinds: Set<String> = []
    for _ in 0..<3_000 {
      let command = Command.arbitrary(&random)
      let text = command.jsonText()
      // A year beyond four digits, and a newer schema's case, are written and not read.
      if text.contains("\"+") || text.contains("\"-") || text.contains("\"unknown\":") { continue }
      #expect(try Command(json: try read(text)) == command, "\(text)")
      kinds.insert("\(command.body)".prefix { $0 != "(" }.description)
    }
    #expect(kinds.count > 25, "\(kinds)")
  }

  @Test func valuesOfEachKind() throws {
    #expect(try read(" [ ] ").content == .array([]))
    #expect(try read("{}").content == .object([]))
    #expect(try read("true").content == .bool(true))
    #expect(try read("-0.5e+7").content == .number("-0.5e+7"))
    #expect(try read(#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#).content == .string("a\"\\/\u{8}\u{c}\n\r\té😀é"))
    #expect(try [Int32](json: try read("[1, -2]")) == [1, -2])
    #expect(try Int64(json: try read("\"-9223372036854775808\"")) == .min)
    #expect(try Int64(json: try read("9007199254740992")) == 1 << 53)
    #expect(throws: JSONMistake.self) { try Int64(json: try read("9007199254740993")) }
    #expect(try UInt32(json: try read("3.0")) == 3)
  }

  /// Line and column are where a person looks.
  @Test(arguments: [
    ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("[1 2]", 1, 4), ("{\"a\":1,}", 1, 8), ("{a:1}", 1, 2), ("01", 1, 1),
    ("-", 1, 2), ("1.", 1, 3), ("1e", 1, 3), ("+1", 1, 1), (".5", 1, 1), ("NaN", 1, 1), ("nul", 1, 1), ("tru", 1, 1),
    ("\"a", 1, 1), ("\"\t\"", 1, 2), (#""\x""#, 1, 2), (#""\u12""#, 1, 2), (#""\u+123""#, 1, 2), (#""\ud800""#, 1, 2),
    (#""\ud800\u0041""#, 1, 2), (#""\udc00""#, 1, 2), ("{\"a\":1}{}", 1, 8), ("\u{feff}{}", 1, 1), ("'a'", 1, 1),
    ("{\n  \"é\": 1,\n  \"é\": 2\n}", 3, 3), ("{\"é\" 1}", 1, 6), ("[1,\n/**/2]", 2, 1),
  ])
  func whatIsNoJSON(text: String, line: Int, column: Int) {
    let mistake = #expect(throws: JSONMistake.self) { try read(text) }
    let place = mistake?.place(in: Array(text.utf8))
    #expect(place?.line == line && place?.column == column, "\(text): \(String(describing: mistake))")
  }

  @Test func bytesThatAreNoUTF8() {
    #expect(throws: JSONMistake.self) { try JSONText.read([0x22, 0xff, 0x22]) }
    #expect(throws: JSONMistake.self) { try JSONText.read([0x22, 0xc0, 0xaf, 0x22]) }
    #expect(throws: JSONMistake.self) { try JSONText.read([0x22, 0xed, 0xa0, 0x80, 0x22]) }
  }

  @Test func depthIsBounded() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try read(nested(JSONText.depthMax))
    #expect(throws: JSONMistake.self) { try read(nested(JSONText.depthMax + 1)) }
    #expect(throws: JSONMistake.self) { try read(String(repeating: "[", count: 1_000_000)) }
  }

  @Test(arguments: [
    (#"{"agent":"a b"}"#, "agent"), (#"{"agent":7}"#, "agent"), (#"{}"#, ""), (#"{"agent":null}"#, "agent"),
    (#"{"agent":"a","site":null}"#, "site"), ("[]", ""),
    (#"{"agent":"a","statoin":"x"}"#, ""), (#"{"agent":"a","site":[]}"#, "site"),
  ])
  func whatIsNoLogIn(text: String, path: String) {
    let mistake = #expect(throws: JSONMistake.self) { try LogIn(json: try read(text)) }
    #expect(mistake?.path == path)
  }

  @Test(arguments: ["1.5", "1e2", "4294967296", "-1", "\"1\"", "true"])
  func whatIsNoUInt32(text: String) {
    #expect(throws: JSONMistake.self) { try UInt32(json: try read(text)) }
  }

  @Test func theWayThereIsNamed() {
    let text = #"{"call":"00000000000000000000000000000001","queue":"q","skills":[{"skill":"a"},{"skill":""}]}"#
    let mistake = #expect(throws: JSONMistake.self) { try Enqueue(json: try read(text)) }
    #expect(mistake?.path == "skills[1].skill")
    #expect(mistake?.offset == 88)
  }
}
