import Events
import Testing
import Values

@testable import Calls
@testable import trunkline

/// The reasons are those of the whole log, from wherever the reading began.
@Suite struct ReasonReadingTests {
  private static let one = CallID(ID128(high: 1, low: 1))
  private static let two = CallID(ID128(high: 1, low: 2))
  private static let three = CallID(ID128(high: 1, low: 3))
  private static let anna = AgentID(unchecked: "anna")
  private static let boris = AgentID(unchecked: "boris")

  private static func second(_ number: Int64) -> Instant { .epoch + .seconds(number) }

  private static func arrival(_ call: CallID) -> Event.Body {
    .call(.arrived(CallArrived(call: call, direction: .inbound)))
  }

  private static func chosen(_ agent: AgentID, for call: CallID) -> Event.Body {
    .route(.decided(RouteDecided(call: call, entry: 1, policy: "routing", chosen: [agent])))
  }

  @Test func anAgentsLastReasonsAreReadFromTheEnd() async throws {
    let log = try await InspectedLog.make()
    // Positions 2 to 7.
    try await log.write(Self.arrival(Self.one), at: Self.second(1))
    for (number, agent) in [Self.anna, Self.boris, Self.anna, Self.boris, Self.anna].enumerated() {
      try await log.write(Self.chosen(agent, for: Self.one), at: Self.second(Int64(number) + 2))
    }
    let reading = ReasonReading(centre: InspectedLog.centre, loader: log.loader, lookBack: 2)
    #expect(try await reading.reasons(of: Self.anna, last: 1).map(\.at) == [Self.second(6)])
    #expect(log.takeStarts() == [5])
    #expect(try await reading.reasons(of: Self.anna, last: 2).map(\.at) == [4, 6].map(Self.second))
    #expect(log.takeStarts() == [5, 0])
    #expect(try await reading.reasons(of: Self.anna, last: 20).map(\.at) == [2, 4, 6].map(Self.second))
    #expect(try await reading.reasons(of: AgentID(unchecked: "clara"), last: 20).isEmpty)
  }

  /// Three calls: the first has ended, the second is open when the snapshot is taken, the third comes later. Positions
  /// 2 to 8, a second each; the snapshot is of 5.
  private static func threeCalls() async throws -> InspectedLog {
    let log = try await InspectedLog.make()
    try await log.write(arrival(one), at: second(1))
    try await log.write(chosen(anna, for: one), at: second(2))
    let ended = CallEnded(call: one, by: .caller, arrivedAt: second(1), outcome: .leftInIVR, direction: .inbound)
    try await log.write(.call(.ended(ended)), at: second(3))
    try await log.write(arrival(two), at: second(4))
    try await log.takeSnapshot()
    try await log.write(chosen(boris, for: two), at: second(5))
    try await log.write(arrival(three), at: second(6))
    try await log.write(chosen(anna, for: three), at: second(7))
    return log
  }

  private static func row(of call: CallID, arrivedAt: Instant, position: UInt64) -> CallRow {
    CallRow(
      call: call, direction: .inbound, service: nil, priority: 0, outcome: .leftInIVR, endedBy: .caller, cause: nil,
      arrivedAt: arrivedAt, endedAt: arrivedAt, entries: 0, conversations: 0, ivrMs: .zero, waitMs: .zero,
      talkMs: .zero, holdMs: .zero, line: nil, customer: nil,
      place: EventPlace(centre: InspectedLog.centre, position: Position(position), eventIndex: 0))
  }

  @Test func aCallIsReadFromItsArrival() async throws {
    let log = try await Self.threeCalls()
    let reading = ReasonReading(centre: InspectedLog.centre, loader: log.loader)
    func found(_ call: CallID, _ row: CallRow? = nil) async throws -> [Instant] {
      try await reading.reasons(of: call, ended: row).map(\.at)
    }
    let ended = Self.row(of: Self.one, arrivedAt: Self.second(1), position: 4)
    #expect(try await found(Self.one, ended) == [Self.second(2)])
    #expect(log.takeStarts() == [1])
    #expect(try await found(Self.two) == [Self.second(5)])
    #expect(log.takeStarts() == [4])
    #expect(try await found(Self.three) == [Self.second(7)])
    #expect(log.takeStarts() == [5])
  }

  /// Rows that lag or lie cost time, and hide nothing.
  @Test func aHintThatLeadsNowhereIsNotFollowed() async throws {
    let log = try await Self.threeCalls()
    let reading = ReasonReading(centre: InspectedLog.centre, loader: log.loader)
    #expect(try await reading.reasons(of: Self.one, ended: nil).map(\.at) == [Self.second(2)])
    #expect(log.takeStarts() == [5, 0])
    let wrong = Self.row(of: Self.one, arrivedAt: Self.second(3), position: 8)
    #expect(try await reading.reasons(of: Self.one, ended: wrong).map(\.at) == [Self.second(2)])
    #expect(log.takeStarts() == [3, 0])
  }
}
