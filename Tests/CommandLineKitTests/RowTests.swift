import CommandLineKit
import Foundation
import Testing
import Values

@Suite struct RowTests {
  private func printed(
    _ format: String, environment: [String: String] = [:], columns: Int? = nil
  ) async -> String {
    let line = "report kpi --centre c -o \(format) --color never"
    return await Answer.to(line, environment: environment, columns: columns).out
  }

  @Test func tablesAlign() async {
    #expect(
      await printed("table") == """
        queue                Offered  SL 20 s       ASA                 since
        PS                      1204   81.3 %  2 m 33 s  1970-01-01T00:00:00Z
        élève, "x"\\u{1b}[2J        7        –    850 ms                     –

        """)
  }

  @Test func tablesWithoutUnicodeHaveAPlainDash() async {
    let text = await printed("table", environment: ["LC_ALL": "C"])
    #expect(text.contains("–") == false)
  }

  @Test func tablesFitATerminal() async {
    let lines = await printed("table", columns: 62).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 62 })
    #expect(lines[2].hasPrefix(#"élève, "x"\…  "#))
  }

  @Test func csvFollowsTheRFC() async {
    #expect(
      await printed("csv") == "queue,offered,serviceLevel,waitMs,since\r\n"
        + "PS,1204,0.8125,153400,1970-01-01T00:00:00Z\r\n" + "\"élève, \"\"x\"\"\u{1B}[2J\",7,,850,\r\n")
  }

  @Test func jsonIsJSON() async throws {
    let text = await printed("json")
    let parsed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(parsed.count == 2)
    #expect(parsed[0]["serviceLevel"] as? Double == 0.8125)
    #expect(parsed[0]["waitMs"] as? Int == 153_400)
    #expect(parsed[1]["since"] is NSNull)
    #expect(parsed[1]["queue"] as? String == "élève, \"x\"\u{1B}[2J")
    #expect(text.contains("\u{1B}") == false)
  }

  @Test func ndjsonIsALinePerRow() async {
    let lines = await printed("ndjson").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0]
        == #"{"queue":"PS","offered":1204,"serviceLevel":0.8125,"waitMs":153400,"since":"1970-01-01T00:00:00Z"}"#)
  }

  @Test(arguments: [
    (OutputFormat.table, "a  b\n"), (.csv, "a,b\r\n"), (.json, "[]\n"), (.ndjson, ""),
  ])
  func noRowsAreStillWellFormed(format: OutputFormat, expected: String) throws {
    let text = CapturedText()
    let console = Console(Surroundings(out: text.output(), err: text.output()))
    try RowWriter.show([], columns: [.text("a"), .text("b")], format: format, console: console)
    #expect(text.text == expected)
  }

  @Test func aLongTableStreams() throws {
    let text = CapturedText()
    let console = Console(Surroundings(out: text.output(), err: text.output()))
    var writer = RowWriter([.number("n")], format: .table, console: console)
    for n in 0..<1_500 { try writer.write([.integer(n)]) }
    try writer.finish()
    let lines = text.text.split(separator: "\n")
    #expect(lines.count == 1_501)
    #expect(lines[1] == "  0")
    #expect(lines[1_500] == "1499")
  }

  @Test func infinityIsNotANumberInAFile() throws {
    let text = CapturedText()
    let console = Console(Surroundings(out: text.output(), err: text.output()))
    try RowWriter.show(
      [[.decimal(.nan, places: 1), .share(.infinity, places: 1)]], columns: [.number("x"), .number("y")],
      format: .ndjson, console: console)
    #expect(text.text == #"{"x":null,"y":null}"# + "\n")
  }
}
