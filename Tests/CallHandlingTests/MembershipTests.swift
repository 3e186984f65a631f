import CallHandling
import Storage
import Testing
import TrunklineTesting

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
}
