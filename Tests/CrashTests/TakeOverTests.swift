import CallHandling
import EventLog
import Events
import PostgresClient
import Testing
import TrunklineTesting
import Values

extension CrashTests {
  /// `TRUNKLINE_STANDBYS=100` for a long night. The one who stands by has the slice two seconds after the membership of
  /// the dead one ended, and nothing that was acknowledged is lost.
  @Test func aStandbyTakesOver() async throws {
    let rounds = number("TRUNKLINE_STANDBYS") ?? 3
    try await Ground.with { ground in
      var serving = try ground.child(["serve", "1", "900000"])
      var children = [serving]
      await serving.said { $0.contains { $0.hasPrefix("acked") } }
      for round in 1...rounds {
        let standby = try ground.child(["serve", "\(round * 1_000_000)", "900000"])
        await standby.said { $0.contains { $0.contains("stands by") } }
        let before = serving.acknowledged.count
        await serving.said { _ in serving.acknowledged.count > before + 20 }
        await serving.killed()
        let until = try await ground.membershipEnd()
        await standby.said { _ in !standby.acknowledged.isEmpty }
        let taken = try #require(try await ground.takings().last)
        let late = taken.since(until)
        print("taken over \(late.count) ms after the membership's end")
        try expect(late > .zero && late <= .seconds(2), "\(late.count) ms after the membership's end")
        children.append(standby)
        serving = standby
      }
      await serving.killed()
      try await ground.checkCalls(children)
    }
  }

  /// A writer that leaves in order leaves its slice to the next at once: nobody waits for the end of a membership.
  @Test func aHandOverIsQuick() async throws {
    try await Ground.with { ground in
      let first = try ground.child(["serve", "1", "300"])
      await first.said { $0.contains { $0.hasPrefix("acked") } }
      let second = try ground.child(["serve", "1000", "900000"])
      await second.said { $0.contains { $0.contains("stands by") } }
      let end = await first.finished()
      try expectEqual(end, .exited(0), "\(first.lines.suffix(2))")
      await second.said { _ in !second.acknowledged.isEmpty }
      await second.killed()
      try await ground.checkCalls([first, second])
      let taken = try #require(try await ground.takings().last)
      let last = try #require(first.acknowledged.last)
      let records = try await ground.log.verified(Ground.served)
      let left = try records[Int(last.position)].commit.recordedAt
      try expect(taken.since(left) < .seconds(2), "\(taken.since(left).count) ms between two writers")
    }
  }
}

extension Ground {
  fileprivate static let served = Slice(of: .example)

  /// Of the process that has the lease; by the clock of the database, which is this machine's.
  fileprivate func membershipEnd() async throws -> Instant {
    let connection = try await PostgresConnection.open(settings)
    let ms = try await connection.run { session in
      try session.query(
        Statement(
          "membership's end",
          """
          SELECT (extract(epoch FROM m.until) * 1000)::int8 FROM trunkline.member AS m
          JOIN trunkline.lease AS l USING (owner) WHERE l.slice = $1
          """, [.int2])
      ) { $0.int2(Int16(Self.served.number)) }.int64(0, 0)
    }
    await connection.close()
    return Instant(ms: ms)
  }

  /// When the slice was taken, each time.
  fileprivate func takings() async throws -> [Instant] {
    try await log.verified(Self.served).compactMap { record in
      let commit = try record.commit
      return commit.isMarker ? commit.recordedAt : nil
    }
  }

  /// The log keeps every rule, every acknowledged call is where it was acknowledged, and none arrived twice.
  fileprivate func checkCalls(_ children: [Child]) async throws {
    let audit = try await LogAudit.run(Self.served, of: log)
    try expect(audit.isClean, "\(audit.breaks) \(audit.violations)")
    let commits = try await log.verified(Self.served).map { try $0.commit }
    var arrived: [CallID: Position] = [:]
    for commit in commits {
      for event in commit.events {
        guard case .call(.arrived(let arrival)) = event.body else { continue }
        try expect(arrived[arrival.call] == nil, "\(arrival.call) arrived twice")
        arrived[arrival.call] = commit.position
      }
    }
    for child in children {
      try expect(!child.acknowledged.isEmpty, "something was acknowledged: \(child.lines.suffix(3))")
      for acknowledgement in child.acknowledged {
        try expectEqual(arrived[.call(acknowledgement.number)]?.number, acknowledgement.position)
      }
    }
  }
}
