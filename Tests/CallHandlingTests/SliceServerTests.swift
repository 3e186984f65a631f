import CallHandling
import EventLog
import Events
import Storage
import Testing
import TrunklineTesting
import Values

/// The writer of a slice at work: what comes in, what is due, and what becomes of it when the log fails.
@Suite(.timeLimit(.minutes(1))) struct SliceServerTests {
  @Test func answersWhenItIsInTheLog() async throws {
    let served = try await ServedCentre.staffed()
    let before = try await served.head()
    let command = served.command(.reportArrival(ReportArrival(call: .inbound(.one))), by: .telephony)
    let reply = try #require(try await served.send([command]).first)
    guard case .accepted(let accepted) = reply.outcome else { throw ServedCentre.NotAccepted(reply: reply) }
    #expect(reply.command == command.id)
    #expect(accepted.position == before.next)
    let (event, commit) = try await served.event(after: before) { _ in true }
    #expect([event] == accepted.events)
    #expect(commit.commandID == command.id)
    // A second time it takes effect no second time.
    let again = try #require(try await served.send([command]).first)
    #expect(again.outcome == .repeat(CommandRepeated(position: accepted.position)))
    try await served.stop()
  }

  @Test func refusesByName() async throws {
    let served = try await ServedCentre.staffed()
    let replies = try await served.send([
      served.command(.setReady(SetReady(agent: .anna))), served.command(.endWrapUp(EndWrapUp(agent: .zoharit))),
      served.command(.reportCallerHungUp(ReportCallerHungUp(call: .two))),
    ])
    #expect(
      replies.map(\.outcome) == [
        .rejected(CommandRejected(rule: "alreadyReady", message: "Agent anna is ready.")),
        .rejected(
          CommandRejected(rule: "unknownAgent", message: "Agent zoharit is not configured. See `get agents`.")),
        .ignored(CommandIgnored(odd: "unknownCall")),
      ])
    try await served.stop()
  }

  /// Nobody sends anything: the clock alone ends what has rung for too long.
  @Test func decidesWhatIsDue() async throws {
    let served = try await ServedCentre.staffed()
    try await served.ringing()
    let before = try await served.head()
    let due = Instant.noon + .seconds(20)
    await served.time.somebodyWaits(until: due)
    served.time.advance(by: .seconds(20))
    let (event, commit) = try await served.event(after: before) { $0.typeName == "offer.expired" }
    #expect(event.occurredAt == due)
    #expect(commit.at == due)
    #expect(commit.actor == Actor(kind: .system, id: "one"))
    try await served.stop()
  }

  /// The wait for a far deadline gives way to a nearer one that comes meanwhile.
  @Test func aNearerDeadlineComesFirst() async throws {
    let served = try await ServedCentre.staffed()
    try await served.accepted(.reportArrival(ReportArrival(call: .inbound(.two))), by: .telephony)
    await served.time.somebodyWaits(until: .noon + .minutes(60))
    try await served.ringing()
    await served.time.somebodyWaits(until: .noon + .seconds(20))
    let before = try await served.head()
    served.time.advance(by: .seconds(20))
    _ = try await served.event(after: before) { $0.typeName == "offer.expired" }
    try await served.stop()
  }

  @Test func aDeadlineThatPassedWhileNobodyServedIsDecidedAtOnce() async throws {
    let served = try await ServedCentre.staffed()
    try await served.ringing()
    let before = try await served.head()
    try await served.stop()
    let next = ServedCentre.on(served.log, at: .noon + .minutes(5), owner: "two")
    let (event, _) = try await next.event(after: before) { $0.typeName == "offer.expired" }
    #expect(event.occurredAt == .noon + .minutes(5))
    try await next.stop()
  }

  @Test func aSendersClockDoesNotBendTime() async throws {
    let served = try await ServedCentre.staffed()
    let before = try await served.head()
    let early = served.command(
      .reportArrival(ReportArrival(call: .inbound(.one))), by: .telephony, at: .noon + .minutes(60))
    let late = served.command(
      .reportArrival(ReportArrival(call: .inbound(.two))), by: .telephony, at: .noon - .minutes(60))
    _ = try await served.send([early, late])
    for call in [CallID.one, .two] {
      let (event, commit) = try await served.event(after: before) {
        if case .call(.arrived(let arrived)) = $0.body { arrived.call == call } else { false }
      }
      #expect(event.occurredAt == .noon)
      #expect(commit.recordedAt == .noon)
    }
    // What was on the way for a moment keeps its moment.
    served.time.advance(by: .seconds(10))
    let events = try await served.send([
      served.command(
        .reportArrival(ReportArrival(call: .inbound(.three))), by: .telephony, at: .noon + .seconds(9))
    ])
    guard case .accepted(let accepted)? = events.first?.outcome else {
      throw ServedCentre.NotAccepted(reply: events[0])
    }
    #expect(accepted.events.first?.occurredAt == .noon + .seconds(9))
    try await served.stop()
  }

  /// The machine's clock was set back, or the log is a simulation's that ran ahead.
  @Test func aLogThatIsAheadKeepsItsTimers() async throws {
    let served = try await ServedCentre.staffed()
    try await served.stop()
    let next = ServedCentre.on(served.log, at: .noon - .minutes(60), owner: "two")
    try await next.ringing()
    let before = try await next.head()
    await next.time.somebodyWaits(until: .noon - .minutes(60) + .seconds(20))
    // A fiftieth of what passes brings the two together.
    next.time.advance(by: .seconds(20))
    await next.time.somebodyWaits(until: .noon - .minutes(60) + Milliseconds(20_400))
    next.time.advance(by: Milliseconds(410))
    let (event, _) = try await next.event(after: before) { $0.typeName == "offer.expired" }
    #expect(event.occurredAt == .noon + Milliseconds(20_002))
    try await next.stop()
  }
}
