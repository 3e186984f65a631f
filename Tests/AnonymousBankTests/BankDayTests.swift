import AnonymousBank
import Testing
import Values

/// The bank's day as people lived it.
@Suite struct BankDayTests {
  @Test func callersComeInOrderWithWhatIsKnownOfThem() throws {
    let day = try #require(BankDay(try BankFile(parsing: bytes(lines))))
    #expect(day.midnight == CivilTime(year: 1999, month: 1, day: 13)?.instant)
    #expect(day.callers.map(\.line) == ["A1", "A2", "A3"])
    #expect(
      day.callers.map(\.end) == [
        .served(wait: .seconds(10), talk: .seconds(100)), .hungUp(.seconds(30)), .leftInMenu,
      ])
    #expect(day.callers[0].menu == .seconds(20))
    #expect(day.callers[0].arrivedAt == day.midnight + .minutes(8 * 60))
    #expect(day.duties.map(\.agent.text) == ["agent-01"])
  }

  /// All waits ÷ who hung up: (10 + 30) ÷ 1.
  @Test func patienceIsMeasuredWithTheCensoredOnes() throws {
    #expect(try #require(BankDay(try BankFile(parsing: bytes(lines)))).patienceMean == .seconds(40))
  }

  @Test func aDayIsLivedAgainOnAnotherDate() throws {
    let recorded = try #require(BankDay(try BankFile(parsing: bytes(lines))))
    let again = try #require(BankDay(try BankFile(parsing: bytes(lines)), on: Instant(ms: 1_764_028_800_000)))
    #expect(again.midnight == Instant(ms: 1_764_028_800_000))
    #expect(
      again.callers.map { $0.arrivedAt.since(again.midnight) }
        == recorded.callers.map { $0.arrivedAt.since(recorded.midnight) })
    #expect(again.duties[0].from.since(again.midnight) == recorded.duties[0].from.since(recorded.midnight))
  }

  private let lines = [
    "A1\t1\t101\t0\tPS\t990113\t8:00:00\t8:00:20\t20\t8:00:20\t8:00:30\t10\tAGENT\t8:00:30\t8:02:10\t100\tagent-01",
    "A3\t3\t103\t0\tPS\t990113\t8:02:00\t8:02:09\t9\t0:00:00\t0:00:00\t0\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER",
    "A2\t2\t102\t2\tNE\t990113\t8:01:00\t8:01:05\t5\t8:01:05\t8:01:35\t30\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER",
  ]

  private func bytes(_ lines: [String]) -> [UInt8] {
    Array((header + "\n" + lines.joined(separator: "\n") + "\n").utf8)
  }
  private let header =
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver"
}
