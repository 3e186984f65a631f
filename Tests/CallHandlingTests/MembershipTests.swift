import CallHandling
import Glibc
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

/// A process is a member while it works, and no longer.
@Suite(.timeLimit(.minutes(1))) struct MembershipTests {
  private let ownership = MemoryOwnership()

  /// A renewal that arrived after the leave would make a member of who is gone, and others would wait for his end.
  @Test(arguments: [false, true]) func aRenewalOnItsWayDoesNotOutliveTheLeave(isStopped: Bool) async throws {
    let membership = Membership(Member(owner: "one", address: "one"), in: ownership)
    let (ending, end) = AsyncStream<Void>.makeStream()
    let process = Task { [ownership] in
      try await membership.lasting {
        ownership.holdRenewals(true)
        await until { ownership.renewalsHeld == 1 }
        if isStopped { await until { Task.isCancelled } }
        end.finish()
      }
    }
    await until { ownership.renewalsHeld == 1 }
    if isStopped { process.cancel() }
    for await _ in ending {}
    for _ in 0..<20 { await aMoment() }
    ownership.holdRenewals(false)
    try await process.value
    await until { ownership.renewalsHeld == 0 }
    #expect(try await ownership.members() == [])
  }

  /// As while every thread of the pool folds a slice: nobody loses his leases by that.
  @Test func renewalsDoNotWaitForThePool() async throws {
    let membership = Membership(Member(owner: "one", address: "one"), in: ownership)
    try await membership.lasting {
      let before = ownership.renewals
      let end = ContinuousClock.now + .seconds(4)
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<sysconf(Int32(_SC_NPROCESSORS_ONLN)) { group.addTask { while .now < end {} } }
      }
      #expect(ownership.renewals - before >= 3)
    }
  }

  /// A beginning whose answer did not come, and a renewal that arrives when all is over, make nobody a member.
  @Test func whatArrivesLateMakesNobodyAMember() async throws {
    let late = LateOwnership(ownership)
    let membership = Membership(Member(owner: "one", address: "one"), in: late)
    late.isLate.withLock { $0 = true }
    await #expect(throws: StorageFailure.self) { try await membership.lasting {} }
    #expect(try await ownership.members() == [])
    late.isLate.withLock { $0 = false }
    try await membership.lasting {
      late.isLate.withLock { $0 = true }
      await until { late.underWay.withLock { !$0.isEmpty } }
    }
    for renewal in late.underWay.withLock({ $0 }) { await renewal() }
    #expect(try await ownership.members() == [])
  }
}

/// Says that it is away, and does what it was asked for all the same: a beginning at once, a renewal when it is told.
private final class LateOwnership: Ownership {
  let isLate = Mutex(false)
  let underWay = Mutex<[@Sendable () async -> Void]>([])
  private let inner: MemoryOwnership
  private let away = StorageFailure(.unavailable, "the database is away")

  init(_ inner: MemoryOwnership) { self.inner = inner }

  func begin(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease] {
    let leases = try await inner.begin(member, for: span)
    if isLate.withLock({ $0 }) { throw away }
    return leases
  }

  func renew(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease]? {
    guard isLate.withLock({ $0 }) else { return try await inner.renew(member, for: span) }
    underWay.withLock { $0.append { [inner] in _ = try? await inner.renew(member, for: span) } }
    throw away
  }

  func take(_ role: LeaseRole, _ slice: Slice, by owner: String) async throws(StorageFailure) -> LeaseAnswer {
    try await inner.take(role, slice, by: owner)
  }

  func release(_ lease: Lease, by owner: String) async throws(StorageFailure) {
    try await inner.release(lease, by: owner)
  }

  func leave(_ owner: String) async throws(StorageFailure) { try await inner.leave(owner) }
  func members() async throws(StorageFailure) -> [Member] { try await inner.members() }
  func holder(of role: LeaseRole, _ slice: Slice) async throws(StorageFailure) -> Member? {
    try await inner.holder(of: role, slice)
  }
  func waitForRelease(of role: LeaseRole, _ slice: Slice, atMost: Duration) async {
    await inner.waitForRelease(of: role, slice, atMost: atMost)
  }
}
