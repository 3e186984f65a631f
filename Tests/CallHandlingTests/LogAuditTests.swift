import CallHandling
import Events
import PostgresClient
import Testing
import Values

/// What `verify` says of a log that somebody has been at.
@Suite(.serialized) struct LogAuditTests {
  @Test func aSoundLogIsClean() async throws {
    try await Ground.with { ground in
      let audit = try await ground.audit()
      #expect(audit.isClean)
      #expect(audit.commits == ground.head)
      let open = audit.open.values.filter { !$0.isZero }
      #expect(open.isEmpty)
    }
  }

  @Test func aFlippedByteIsNamed() async throws {
    try await Ground.with { ground in
      try await ground.surgery(
        "UPDATE trunkline.log SET body = set_byte(body, 40, get_byte(body, 40) # 1) WHERE position = 5")
      let audit = try await ground.audit()
      #expect(audit.breaks.map(\.position) == [Position(5)])
      #expect(audit.breaks.first?.text.contains("a byte of it was changed") == true)
    }
  }

  @Test func aMissingCommitIsNamed() async throws {
    try await Ground.with { ground in
      try await ground.surgery("DELETE FROM trunkline.log WHERE position = 6")
      let audit = try await ground.audit()
      #expect(audit.breaks.map(\.position) == [Position(6)])
      #expect(audit.breaks.first?.text.contains("is missing") == true)
    }
  }

  @Test func twoSwappedCommitsAreNamed() async throws {
    try await Ground.with { ground in
      try await ground.surgery(
        """
        UPDATE trunkline.log SET position = 1000 WHERE position = 4;
        UPDATE trunkline.log SET position = 4 WHERE position = 5;
        UPDATE trunkline.log SET position = 5 WHERE position = 1000
        """)
      let audit = try await ground.audit()
      #expect(audit.breaks.map(\.position) == [Position(4)])
      #expect(audit.breaks.first?.text.contains("does not follow") == true)
    }
  }

  /// A writer of another make: its chain is sound, its facts are not.
  @Test func aDoubleOfferIsNamed() async throws {
    try await Ground.with { ground in
      try await ground.appendUnchecked(Ground.offerToBusyAgent)
      let audit = try await ground.audit()
      #expect(audit.breaks.isEmpty)
      #expect(audit.violations.contains { $0.text.contains("I5") || $0.text.contains("I2") })
      #expect(!audit.isClean)
    }
  }

  @Test func aCallThatNeverEndsIsCountedAsOpen() async throws {
    try await Ground.with { ground in
      let call = CallID(ID128(high: 9, low: 9))
      let arrived = HistoricFact(
        occurredAt: Instant(ms: 900_000), fact: .arrived(CallArrived(call: call, direction: .inbound)))
      try await ground.record([arrived], at: Instant(ms: 900_000))
      let audit = try await ground.audit()
      #expect(audit.open[Ground.centre]?.calls == 1)
    }
  }
}
