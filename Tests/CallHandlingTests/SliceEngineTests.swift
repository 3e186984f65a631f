import CallHandling
import EventLog
import Events
import Testing
import TrunklineTesting
import Values

@Suite(.serialized) struct SliceEngineTests {
  /// A state folded from the log is the state that the decisions left.
  @Test func replayIsTheState() async throws {
    try await Ground.with { ground in
      let replay = try await Replay.fold(ground.engine.slice, of: ground.log)
      let live = await ground.engine.centre(Ground.centre)
      #expect(replay.centres[Ground.centre] == live)
      #expect(replay.point.position.number == ground.head)
    }
  }

  @Test func aRepeatedCommandTakesEffectOnce() async throws {
    try await Ground.with { ground in
      let fact = HistoricFact(
        occurredAt: Instant(ms: 100_000),
        fact: .arrived(CallArrived(call: CallID(ID128(high: 5, low: 5)), direction: .inbound)))
      let command = Command(
        id: CommandID(ID128(high: 7, low: 7)), centre: Ground.centre, at: Instant(ms: 100_000), recordedAt: .epoch,
        actor: Actor(kind: .import), body: .recordHistory(RecordHistory(facts: [fact])))
      let results = try await ground.engine.handle([command, command])
      guard case .accepted(let position, _) = results[0] else { throw Unexpected(results: results) }
      #expect(results[1] == .duplicate(position))
      // And by another writer, which has it from the log.
      let next = try await SliceEngine.take(ground.engine.slice, of: ground.log, marker: Ground.marker())
      let again = try await next.handle([command])
      #expect(again == [.duplicate(position)])
    }
  }

  /// What a command said is in the log: whoever writes next knows it, too.
  @Test func anIDIsForTheBodyThatItsSenderNamed() async throws {
    try await Ground.with { ground in
      func command(_ number: UInt64, _ digest: UInt64) -> Command {
        let arrived = CallArrived(call: CallID(ID128(high: 5, low: number)), direction: .inbound)
        return Command(
          id: CommandID(ID128(high: 7, low: 7)), centre: Ground.centre, at: Instant(ms: 100_000), recordedAt: .epoch,
          actor: .telephony, bodyDigest: digest, body: .reportArrival(ReportArrival(call: arrived)))
      }
      let commands = [command(5, 50), command(5, 50), command(6, 60), command(6, 0)]
      let results = try await ground.engine.handle(commands)
      guard case .accepted(let position, _) = results[0] else { throw Unexpected(results: results) }
      let rest: [CommandResult] = [
        .duplicate(position), .rejected(.commandIDReused(at: position)), .duplicate(position),
      ]
      #expect(Array(results.dropFirst()) == rest)
      let next = try await SliceEngine.take(ground.engine.slice, of: ground.log, marker: Ground.marker())
      #expect(try await next.handle(commands) == [.duplicate(position)] + rest)
    }
  }

  @Test func anEngineWhoseSliceWasTakenStops() async throws {
    try await Ground.with { ground in
      _ = try await SliceEngine.take(ground.engine.slice, of: ground.log, marker: Ground.marker())
      let fact = HistoricFact(
        occurredAt: Instant(ms: 100_000), fact: .loggedOut(HistoricLogOut(agent: Ground.agent)))
      await #expect(throws: (any Error).self) { try await ground.record([fact], at: Instant(ms: 100_000)) }
      await #expect(throws: (any Error).self) { try await ground.record([fact], at: Instant(ms: 100_000)) }
    }
  }

  /// Who comes after one that no log takes is not told that his is too large as well.
  @Test func onlyTheCommandThatIsTooLargeHearsSo() async throws {
    try await Ground.with { ground in
      func arrival(_ number: UInt64, bytes: Int) -> Command {
        var arrived = CallArrived(call: CallID(ID128(high: 5, low: number)), direction: .inbound)
        arrived.attributes = ["note": String(repeating: "x", count: bytes)]
        return Command(
          id: CommandID(ID128(high: 7, low: number)), centre: Ground.centre, at: Instant(ms: 100_000),
          recordedAt: .epoch, actor: .telephony, body: .reportArrival(ReportArrival(call: arrived)))
      }
      await #expect {
        try await ground.engine.handle([arrival(1, bytes: CommitLimits.bodyBytesMax)])
      } throws: {
        if case .tooLarge? = ($0 as? LogFailure)?.kind { true } else { false }
      }
      await #expect {
        try await ground.engine.handle([arrival(2, bytes: 10)])
      } throws: {
        ($0 as? LogFailure)?.kind == .unavailable
      }
    }
  }

  struct Unexpected: Error { let results: [CommandResult] }
}
