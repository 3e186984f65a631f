import CallHandling
import EventLog
import Events
import Storage
import Testing
import TrunklineTesting
import Values

@Suite(.timeLimit(.minutes(1))) struct SliceServerFailureTests {
  /// The append landed, its reply did not: who sends again is told where it took effect.
  @Test func afterALostReplyTheLogTells() async throws {
    let log = OneLostReply(ServedCentre.memory())
    let served = try await ServedCentre.staffed(log)
    let before = try await served.head()
    let command = served.command(.reportArrival(ReportArrival(call: .inbound(.one))), by: .telephony)
    log.loseNext()
    await #expect {
      try await served.send([command])
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .lost
    }
    // It is on its feet again, and knows what had landed.
    var reply: CommandReply?
    while reply == nil {
      do {
        reply = try await served.send([command]).first
      } catch let failure as CommandPortFailure where failure.kind == .lost {
        continue
      }
    }
    #expect(reply?.outcome == .repeat(CommandRepeated(position: before.next)))
    try await served.accepted(.enqueue(Enqueue(call: .one, queue: .sales)))
    try await served.stop()
  }

  /// Of a request of many only the one is refused that no log takes; the others are in the log, in their order.
  @Test func whatIsTooLargeTakesNobodyWithIt() async throws {
    let served = try await ServedCentre.staffed()
    let before = try await served.head()
    func arrival(_ number: UInt64, noteBytes: Int) -> Command {
      var arrived = CallArrived(call: CallID(ID128(high: 5, low: number)), direction: .inbound)
      arrived.attributes = ["note": String(repeating: "x", count: noteBytes)]
      return served.command(.reportArrival(ReportArrival(call: arrived)), by: .telephony)
    }
    let commands = [
      arrival(1, noteBytes: 10), arrival(2, noteBytes: CommitLimits.bodyBytesMax), arrival(3, noteBytes: 10),
    ]
    let replies = try await served.send(commands)
    #expect(replies.map(\.command) == commands.map(\.id))
    guard case .accepted(let first) = replies[0].outcome, case .rejected(let second) = replies[1].outcome,
      case .accepted(let third) = replies[2].outcome
    else {
      Issue.record("\(replies.map(\.outcome))")
      return
    }
    #expect(second.rule == "commitTooLarge")
    #expect(before < first.position && first.position < third.position)
    // And what was accepted stays so.
    let again = try await served.send(commands)
    #expect(again[0].outcome == .repeat(CommandRepeated(position: first.position)))
    #expect(again[2].outcome == .repeat(CommandRepeated(position: third.position)))
    try await served.stop()
  }

  @Test func aFencedWriterStops() async throws {
    let served = try await ServedCentre.staffed()
    let next = ServedCentre.on(served.log, owner: "two")
    try await next.ringing()
    await #expect {
      try await served.server.send([served.command(.setNotReady(SetNotReady(agent: .boris, reason: "lunch")))])
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .lost
    }
    await #expect {
      try await served.service.value
    } throws: {
      if case .fenced = ($0 as? LogFailure)?.kind { true } else { false }
    }
    await #expect {
      try await served.server.send([served.command(.setNotReady(SetNotReady(agent: .boris, reason: "lunch")))])
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .noWriter
    }
    try await next.stop()
  }

  /// A deadline finds out as well as a command does.
  @Test func aFencedWriterStopsWhenSomethingIsDue() async throws {
    let served = try await ServedCentre.staffed()
    try await served.ringing()
    await served.time.somebodyWaits(until: .noon + .seconds(20))
    let next = ServedCentre.on(served.log, owner: "two")
    _ = try await next.send([next.command(.setReady(SetReady(agent: .anna)))])
    served.time.advance(by: .seconds(20))
    await #expect {
      try await served.service.value
    } throws: {
      if case .fenced = ($0 as? LogFailure)?.kind { true } else { false }
    }
    try await next.stop()
  }

  @Test func moreThanItCanHoldIsTurnedAway() async throws {
    let log = GatedLog(ServedCentre.memory())
    let served = ServedCentre.on(log)
    var many = [served.command(.configure(Configure(configuration: .example)))]
    while many.count < SliceServer.waitingMax { many.append(served.command(.deadlineReached(DeadlineReached()))) }
    let crowd = Task { [many] in try await served.send(many) }
    await log.firstArrival()
    await #expect {
      try await served.server.send([served.command(.setReady(SetReady(agent: .anna)))])
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .busy
    }
    log.open()
    #expect(try await crowd.value.count == many.count)
    try await served.accepted(.logIn(LogIn(agent: .anna)))
    try await served.stop()
  }

  /// What was taken in before the stop is answered.
  @Test func aStopFinishesWhatItTookIn() async throws {
    let log = GatedLog(ServedCentre.memory())
    let served = ServedCentre.on(log)
    let sent = Task { try await served.send([served.command(.configure(Configure(configuration: .example)))]) }
    await log.firstArrival()
    served.service.cancel()
    log.open()
    let reply = try #require(try await sent.value.first)
    guard case .accepted = reply.outcome else { throw ServedCentre.NotAccepted(reply: reply) }
    try await served.service.value
  }
}
