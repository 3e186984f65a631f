import Testing
import Values

@testable import AnonymousBank

@Suite struct BankFileTests {
  private static let heading =
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time\t"
    + "outcome\tser_start\tser_exit\tser_time\tserver"
  private static let answered =
    "AA0101\t33118\t105114282\t2\tPS\t990101\t6:55:20\t6:55:26\t6\t6:55:26\t6:55:43\t17\tAGENT\t6:55:43\t6:56:37\t54\tagent-01"

  private func file(_ lines: String..., end: String = "\n") throws -> BankFile {
    try BankFile(parsing: Array(([Self.heading] + lines).map { $0 + end }.joined().utf8))
  }

  /// The answered row with one of its fields replaced.
  private func row(_ field: Int, _ text: String) -> String {
    var fields = Self.answered.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    fields[field] = text
    return fields.joined(separator: "\t")
  }

  @Test func readsARowThatQueuedAndWasAnswered() throws {
    let bank = try file(Self.answered)
    let row = try #require(bank.rows.first)
    #expect(bank.malformed.isEmpty)
    #expect(row.outcome == .answered(by: AgentID("agent-01")))
    #expect(row.enqueued == Instant(ms: 915_173_726_000), "06:55:26 of 1 January 1999")
    #expect(row.queueTime == .seconds(17))
    #expect(row.ended.since(row.leftQueue) == .seconds(54))
  }

  @Test func aRowThatDidNotQueueIsEnqueuedAsItLeavesTheIVR() throws {
    let bank = try file(
      "AA0101\t1\t0\t0\tPS\t990101\t7:41:16\t7:41:26\t10\t0:00:00\t0:00:00\t0\tAGENT\t7:41:25\t7:44:53\t208\tNO_SERVER")
    let row = try #require(bank.rows.first)
    #expect(row.queueStart == nil)
    #expect(row.enqueued == row.ivrExit && row.leftQueue == row.ivrExit)
    #expect(row.outcome == .answered(by: nil))
    #expect(row.customer == "")
  }

  @Test func timesUnfoldOverMidnightAndClockCorrectionsStay() throws {
    let bank = try file(
      "AA0213\t1\t9\t1\tPS\t990109\t23:59:23\t23:59:23\t0\t23:59:28\t0:00:03\t35\tAGENT\t0:00:03\t0:00:55\t52\tagent-19",
      "AA0101\t2\t9\t1\tPS\t990113\t15:46:01\t15:45:24\t-37\t15:45:24\t15:46:41\t77\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER"
    )
    #expect(bank.rows[0].leftQueue.since(bank.rows[0].enqueued) == .seconds(35))
    #expect(bank.rows[1].ivrExit.since(bank.rows[1].ivrEntry) == .seconds(-37))
    #expect(bank.rows[1].ivrTime == .seconds(-37))
  }

  @Test func phantomsAreNoCalls() throws {
    let bank = try file(row(12, "PHANTOM"), Self.answered)
    #expect(bank.phantoms == 1)
    #expect(bank.callCount == 1)
  }

  @Test(
    arguments: [
      (1, "x", "call_id “x” is not a number"), (3, "high", "priority “high” is not a number"),
      (5, "991301", "date “991301” is not yymmdd"), (5, "99-1-1", "date “99-1-1” is not yymmdd"),
      (5, "990230", "date “990230” is not yymmdd"), (6, "25h", "vru_entry “25h” is not h:mm:ss"),
      (8, "", "vru_time “” is not a number"), (11, "1e3", "q_time “1e3” is not a number"),
      (12, "LOST", "outcome “LOST” is none of AGENT, HANG, PHANTOM"), (15, "99999999999", "ser_time"),
      (4, "a queue", "can't name a queue"), (16, "agent 1", "can't name an agent"),
    ])
  func aMalformedLineIsReportedAndTheOthersAreTaken(_ field: Int, _ text: String, _ reason: String) throws {
    let bank = try file(Self.answered, row(field, text), row(1, "7"))
    #expect(bank.callCount == 2)
    #expect(bank.malformed.map(\.number) == [3])
    #expect(bank.malformed[0].reason.contains(reason))
  }

  @Test func aTruncatedLineIsReported() throws {
    let bank = try file(Self.answered, String(Self.answered.prefix(40)))
    #expect(bank.callCount == 1)
    #expect(bank.malformed.first?.reason == "7 fields where 17 are expected")
  }

  @Test func windowsLineEndsAndAMissingLastOneAreTaken() throws {
    #expect(try file(Self.answered, end: "\r\n").callCount == 1)
    #expect(try BankFile(parsing: Array((Self.heading + "\n" + Self.answered).utf8)).callCount == 1)
  }

  @Test(arguments: [[], Array("hello\n".utf8), [0x7f, 0x45, 0x4c, 0x46, 0, 0], Array("a\tb\tc\n1\t2\t3\n".utf8)])
  func aFileOfAnotherFormIsRefused(_ bytes: [UInt8]) {
    #expect(throws: BankFileError.self) { _ = try BankFile(parsing: bytes) }
  }

  @Test func anotherHeadingIsNamed() {
    let text = Self.heading.replacing("q_start", with: "queue_start") + "\n"
    let error = #expect(throws: BankFileError.self) { _ = try BankFile(parsing: Array(text.utf8)) }
    #expect(error?.description.contains("line 1, column 10: expected the heading “q_start”") == true)
  }

  @Test func aByteOrderMarkIsNoPartOfTheHeading() throws {
    let text = "\u{FEFF}" + Self.heading + "\n" + Self.answered + "\n"
    #expect(try BankFile(parsing: Array(text.utf8)).callCount == 1)
  }

  /// Neither a NUL, which no database takes, nor what drives a terminal, nor another encoding.
  @Test(arguments: [[0x00], [0x1B, 0x5B, 0x32, 0x4A], [0x7F], [0xFF, 0xFE], [0xE9]] as [[UInt8]])
  func aLineThatIsNoTextIsReported(_ bytes: [UInt8]) throws {
    let (before, after) = (Array((Self.heading + "\n" + "AA01").utf8), Array((Self.answered.dropFirst(4) + "\n").utf8))
    let bank = try BankFile(parsing: before + bytes + after + Array(Self.answered.utf8))
    #expect(bank.malformed == [.init(number: 2, reason: "holds bytes that are no text in UTF-8")])
    #expect(bank.callCount == 1)
  }

  @Test func aVeryLongLineIsReported() throws {
    let bank = try file(String(repeating: "x", count: 100_000), Self.answered)
    #expect(bank.callCount == 1)
    #expect(bank.malformed.first?.reason.contains("longer than") == true)
  }
}
