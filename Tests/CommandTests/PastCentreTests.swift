import CallHandling
import Events
import Testing
import Values

@testable import trunkline

/// A state of the past is that of the whole log, from wherever the reading began.
@Suite struct PastCentreTests {
  private static func hour(_ hours: Int64) -> Instant { .epoch + .minutes(60 * hours) }

  private static func arrival(_ number: UInt64) -> Event.Body {
    .call(.arrived(CallArrived(call: CallID(ID128(high: 1, low: number)), direction: .inbound)))
  }

  /// A call on the first day and three on the second, at positions 2 to 5; the snapshot is of the third.
  private static func days() async throws -> InspectedLog {
    let log = try await InspectedLog.make()
    try await log.write(arrival(1), at: hour(5))
    try await log.write(arrival(2), at: hour(25))
    try await log.write(arrival(3), at: hour(26))
    try await log.takeSnapshot()
    try await log.write(arrival(4), at: hour(27))
    return log
  }

  private static func fold(
    _ log: InspectedLog, with loader: SliceLoader? = nil, at instant: Instant?, countsDay: Bool = false
  ) async throws -> (past: PastCentre, starts: [UInt64]) {
    let past = try await PastCentre.fold(
      InspectedLog.centre, with: loader ?? log.loader, at: instant, countsDay: countsDay)
    return (past, log.takeStarts())
  }

  @Test func thePresentIsTheSnapshotAndTheTail() async throws {
    let log = try await Self.days()
    let (past, starts) = try await Self.fold(log, at: nil)
    #expect(starts == [4])
    let (whole, from) = try await Self.fold(log, with: SliceLoader(log: log), at: nil)
    #expect(from == [0])
    #expect(past.centre == whole.centre && past.asOf == whole.asOf)
    #expect(past.centre.calls.count == 4)
  }

  @Test func theCountsAreOfTheDay() async throws {
    let log = try await Self.days()
    let (past, starts) = try await Self.fold(log, at: nil, countsDay: true)
    // Behind the last call before midnight.
    #expect(starts == [2])
    #expect(past.picture.callsToday == 3)
    #expect(past.centre.calls.count == 4 && past.centre.misfits == 0)
  }

  @Test func aLaterSnapshotIsOfNoUse() async throws {
    let log = try await Self.days()
    let (then, starts) = try await Self.fold(log, at: Self.hour(26))
    #expect(starts == [4] && then.centre.calls.count == 3)
    let (before, whole) = try await Self.fold(log, at: Self.hour(26) - Milliseconds(1))
    #expect(whole == [0] && before.centre.calls.count == 2)
  }

  @Test func aSnapshotOfAnotherProgramIsOfNoUse() async throws {
    let log = try await Self.days()
    let other = SliceLoader(log: log, snapshots: log, codeVersion: "2")
    let (past, starts) = try await Self.fold(log, with: other, at: nil)
    #expect(starts == [0] && past.centre.calls.count == 4)
  }
}
