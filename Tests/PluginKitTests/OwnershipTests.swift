import EmbeddedPostgres
import PostgresClient
import PostgresTesting
import Storage
import Testing
import TrunklineTesting
import Values

@testable import PostgresStorage

/// Members and leases, by the database's clock.
@Suite(.serialized) struct OwnershipTests {
  private static let slice = Slice(of: CentreID(unchecked: "bank"))
  private static let one = Member(owner: "one", address: "process 1")
  private static let two = Member(owner: "two", address: "process 2")

  private static func with(_ body: (any Ownership) async throws -> Void) async throws {
    let store = try await PostgresProjectionStore.open(try await TemporaryPostgres.freshDatabase())
    do {
      try await body(store)
      await store.close()
    } catch {
      await store.close()
      throw error
    }
  }

  private static func taken(by owner: String, from ownership: any Ownership) async throws -> Lease {
    guard case .held(let lease) = try await ownership.take(.writer, slice, by: owner) else { throw NotHeld() }
    return lease
  }

  private struct NotHeld: Error {}

  /// One that was on its way when its sender took the lease again.
  @Test func aReleaseThatComesLateIsNotAboutTheNextTerm() async throws {
    try await Self.with { ownership in
      _ = try await ownership.begin(Self.one, for: .minutes(1))
      let former = try await Self.taken(by: "one", from: ownership)
      let lease = try await Self.taken(by: "one", from: ownership)
      try await ownership.release(former, by: "one")
      #expect(try await ownership.holder(of: .writer, Self.slice) == Self.one)
      try await ownership.release(lease, by: "one")
      #expect(try await ownership.holder(of: .writer, Self.slice) == nil)
    }
  }

  @Test func aRenewalMakesNobodyAMember() async throws {
    try await Self.with { ownership in
      _ = try await ownership.begin(Self.one, for: .minutes(1))
      try await ownership.leave("one")
      #expect(try await ownership.renew(Self.one, for: .minutes(1)) == nil)
      #expect(try await ownership.members() == [])
    }
  }

  @Test func aLeaseHasOneOwner() async throws {
    try await Self.with { ownership in
      _ = try await ownership.begin(Self.one, for: .minutes(1))
      _ = try await ownership.begin(Self.two, for: .minutes(1))
      let first = Lease(role: .writer, slice: Self.slice, epoch: 1)
      #expect(try await ownership.take(.writer, Self.slice, by: "one") == .held(first))
      // Again: it stays his, in a new epoch.
      let lease = Lease(role: .writer, slice: Self.slice, epoch: 2)
      #expect(try await ownership.take(.writer, Self.slice, by: "one") == .held(lease))
      #expect(try await ownership.take(.writer, Self.slice, by: "two") == .taken(by: Self.one))
      #expect(try await ownership.holder(of: .writer, Self.slice) == Self.one)
      #expect(try await ownership.renew(Self.one, for: .minutes(1)) == [lease])
      #expect(try await ownership.renew(Self.two, for: .minutes(1)) == [])
      // Another role and another slice have nothing to do with it.
      let other = try await ownership.take(LeaseRole("kpi"), Self.slice, by: "two")
      #expect(other == .held(Lease(role: LeaseRole("kpi"), slice: Self.slice, epoch: 1)))
    }
  }

  @Test func whoIsOverLosesIt() async throws {
    try await Self.with { ownership in
      _ = try await ownership.begin(Self.one, for: .zero)
      _ = try await ownership.begin(Self.two, for: .minutes(1))
      _ = try await ownership.take(.writer, Self.slice, by: "one")
      #expect(try await ownership.holder(of: .writer, Self.slice) == nil)
      #expect(
        try await ownership.take(.writer, Self.slice, by: "two")
          == .held(Lease(role: .writer, slice: Self.slice, epoch: 2)))
      // He comes to, and finds it gone.
      #expect(try await ownership.renew(Self.one, for: .minutes(1)) == [])
      #expect(try await ownership.take(.writer, Self.slice, by: "one") == .taken(by: Self.two))
      #expect(try await ownership.members().map(\.owner) == ["one", "two"])
    }
  }

  @Test func whatIsGivenBackIsFree() async throws {
    try await Self.with { ownership in
      _ = try await ownership.begin(Self.one, for: .minutes(1))
      _ = try await ownership.begin(Self.two, for: .minutes(1))
      _ = try await ownership.take(.writer, Self.slice, by: "one")
      let lease = Lease(role: .writer, slice: Self.slice, epoch: 1)
      // It is not for others to give back.
      try await ownership.release(lease, by: "two")
      #expect(try await ownership.take(.writer, Self.slice, by: "two") == .taken(by: Self.one))
      try await ownership.release(lease, by: "one")
      #expect(try await ownership.holder(of: .writer, Self.slice) == nil)
      #expect(
        try await ownership.take(.writer, Self.slice, by: "two")
          == .held(Lease(role: .writer, slice: Self.slice, epoch: 2)))
      try await ownership.leave("two")
      #expect(try await ownership.members() == [Self.one])
      #expect(
        try await ownership.take(.writer, Self.slice, by: "one")
          == .held(Lease(role: .writer, slice: Self.slice, epoch: 3)))
    }
  }

  /// Who stands by hears at once that a lease is free, whether it was given back alone or with all others.
  @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func aReleaseIsHeard(leaving: Bool) async throws {
    let settings = try await TemporaryPostgres.freshDatabase()
    let store = try await PostgresProjectionStore.open(settings)
    let other = try await PostgresProjectionStore.open(settings)
    _ = try await other.begin(Self.one, for: .minutes(1))
    _ = try await other.take(.writer, Self.slice, by: "one")
    // Whether it listens already is not to be seen from here: it is given back until it was heard.
    let heard = Task { await store.waitForRelease(of: .writer, Self.slice, atMost: .seconds(3_600)) }
    let giving = Task {
      while !Task.isCancelled {
        let lease = try await Self.taken(by: "one", from: other)
        if leaving {
          try await other.leave("one")
        } else {
          try await other.release(lease, by: "one")
        }
        await aMoment()
      }
    }
    await heard.value
    giving.cancel()
    _ = try? await giving.value
    // What was given back between a look and the wait after it is heard as well, whichever comes first.
    _ = try await other.begin(Self.one, for: .minutes(1))
    for _ in 0..<20 {
      try await other.release(try await Self.taken(by: "one", from: other), by: "one")
      await store.waitForRelease(of: .writer, Self.slice, atMost: .seconds(3_600))
    }
    // Another lease is nobody's news, and a cancelled wait is over.
    let waiting = Task { await store.waitForRelease(of: .telephony, Self.slice, atMost: .seconds(3_600)) }
    waiting.cancel()
    await waiting.value
    await store.waitForRelease(of: .writer, Self.slice, atMost: .milliseconds(1))
    await store.close()
    await other.close()
  }

  @Test func whereAMemberTakesCommandsIsKnown() async throws {
    try await Self.with { ownership in
      let member = Member(owner: "one", address: "process 1", reach: "10.0.0.1:7400")
      _ = try await ownership.begin(member, for: .minutes(1))
      _ = try await ownership.take(.writer, Self.slice, by: "one")
      #expect(try await ownership.holder(of: .writer, Self.slice) == member)
      #expect(try await ownership.members() == [member])
    }
  }

  @Test func manyWantItAndOneHasIt() async throws {
    try await Self.with { ownership in
      for number in 0..<16 {
        _ = try await ownership.begin(Member(owner: "owner \(number)", address: ""), for: .minutes(1))
      }
      let held = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<16 {
          group.addTask {
            if case .held = try await ownership.take(.writer, Self.slice, by: "owner \(number)") { true } else { false }
          }
        }
        var held = 0
        for try await isHeld in group where isHeld { held += 1 }
        return held
      }
      #expect(held == 1)
    }
  }

  /// A look of who stands by locks nothing and writes nothing: there are four a second for each role and slice.
  @Test func aLookWritesNothing() async throws {
    let settings = try await TemporaryPostgres.freshDatabase()
    let store = try await PostgresProjectionStore.open(settings)
    _ = try await store.begin(Self.one, for: .minutes(1))
    _ = try await store.begin(Self.two, for: .minutes(1))
    _ = try await store.take(.writer, Self.slice, by: "one")
    #expect(try await store.take(.writer, Self.slice, by: "two") == .taken(by: Self.one))
    let connection = try await PostgresConnection.open(settings)
    let locker = Statement("who locked it", "SELECT xmax::text FROM trunkline.lease")
    #expect(try await connection.query(locker) { rows, row in try rows.string(row, 0) } == ["0"])
    await connection.close()
    await store.close()
  }

  /// All connections are in the middle of something large: members stay, and leases are taken and given back.
  @Test(.timeLimit(.minutes(1))) func nobodyWaitsBehindBulkWork() async throws {
    let settings = try await TemporaryPostgres.freshDatabase()
    let store = try await PostgresProjectionStore.open(settings, connectionsMax: 2)
    let holder = try await PostgresConnection.open(settings)
    try await holder.execute("SELECT pg_advisory_lock(7)")
    let bulk = (0..<3).map { _ in
      Task { try await store.session { _ = try $0.execute("SELECT pg_advisory_lock(7), pg_advisory_unlock(7)") } }
    }
    let waiting = Statement(
      "who waits",
      """
      SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()
      """)
    try await until {
      try await holder.query(waiting) { rows, row in try rows.int64(row, 0) } == [2]
    }
    _ = try await store.begin(Self.one, for: .minutes(1))
    _ = try await store.take(.writer, Self.slice, by: "one")
    #expect(try await store.holder(of: .writer, Self.slice) == Self.one)
    try await store.leave("one")
    try await holder.execute("SELECT pg_advisory_unlock(7)")
    for work in bulk { try await work.value }
    await holder.close()
    await store.close()
  }

  /// A writer on another log goes on without the database: it must not wait for it at every step.
  @Test(.timeLimit(.minutes(1))) func aDatabaseThatIsAwayIsKnownSoon() async throws {
    let folder = try TemporaryFolder.make()
    let server = try await EmbeddedPostgres.attach(stateFolder: folder)
    let store = try await PostgresProjectionStore.open(await server.connectionSettings)
    _ = try await store.begin(Self.one, for: .minutes(1))
    try await server.leave()
    let start = ContinuousClock.now
    await #expect(throws: StorageFailure.self) { try await store.renew(Self.one, for: .minutes(1)) }
    await #expect(throws: StorageFailure.self) { try await store.take(.writer, Self.slice, by: "one") }
    await #expect(throws: StorageFailure.self) { try await store.holder(of: .writer, Self.slice) }
    await #expect(throws: StorageFailure.self) { try await store.snapshot(of: Self.slice) }
    // A second each, and the machine may be busy.
    #expect(ContinuousClock.now - start < .seconds(20))
    await store.close()
  }
}
