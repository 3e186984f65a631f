import CallHandling
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

/// What one process at a time does: who has the lease does it, and the others stand by.
@Suite(.timeLimit(.minutes(1))) struct RoleTenureTests {
  private static let slice = Slice(of: .example)
  private static let role = LeaseRole.plugin("kpi")

  /// Who does it, in order; "-" when one ceased.
  private final class Diary: Sendable {
    let lines = Mutex<[String]>([])
    func write(_ line: String) { lines.withLock { $0.append(line) } }
    func has(_ line: String) -> Bool { lines.withLock { $0.contains(line) } }
    var last: String? { lines.withLock { $0.last } }
  }

  private let ownership = MemoryOwnership()
  private let diary = Diary()

  private func membership(_ owner: String) -> Membership {
    Membership(Member(owner: owner, address: owner), in: ownership)
  }

  private func process(_ owner: String, _ membership: Membership) -> Task<Void, any Error> {
    Task { [diary] in
      try await membership.lasting {
        await RoleTenure(Self.role, on: Self.slice, of: membership).run(
          standsBy: { if !diary.has("\(owner) waits") { diary.write("\(owner) waits") } },
          {
            diary.write(owner)
            await until { false }
            diary.write("-\(owner)")
          })
      }
    }
  }

  @Test func oneDoesItAndTheNextGoesOn() async throws {
    let first = process("one", membership("one"))
    await until { diary.has("one") }
    let second = process("two", membership("two"))
    await until { diary.has("two waits") }
    #expect(diary.lines.withLock { $0 } == ["one", "two waits"])
    first.cancel()
    try await first.value
    await until { diary.has("two") }
    second.cancel()
    try await second.value
    #expect(diary.lines.withLock { $0 } == ["one", "two waits", "-one", "two", "-two"])
    #expect(try await ownership.members() == [])
  }

  /// Another has it after a lapse of the membership: who lost it ceases, and stands by.
  @Test func whoLosesItCeases() async throws {
    let first = process("one", membership("one"))
    await until { diary.has("one") }
    let second = process("two", membership("two"))
    await until { (try? await ownership.members().count) == 2 }
    // Not before the other has it does he who lapsed become a member again.
    ownership.holdRenewals(true)
    ownership.expire("one")
    await until { diary.has("two") }
    ownership.holdRenewals(false)
    await until { diary.has("-one") }
    second.cancel()
    try await second.value
    await until { diary.lines.withLock { $0.filter { $0 == "one" }.count } == 2 }
    first.cancel()
    try await first.value
    #expect(diary.last == "-one")
  }

  /// Nothing but the lease keeps two from it: without the database it ends before another may have it, and goes on
  /// when the membership is good again. What the log fences goes on.
  @Test(arguments: [LeaseRole.plugin("kpi"), .writer]) func whatNothingFencesEndsWithTheMembership(
    role: LeaseRole
  ) async throws {
    let membership = membership("one")
    let begun = Mutex<Int>(0)
    let ended = Mutex<Int>(0)
    let first = Task {
      try await membership.lasting {
        await RoleTenure(role, on: Self.slice, of: membership).run {
          begun.withLock { $0 += 1 }
          await until { false }
          ended.withLock { $0 += 1 }
        }
      }
    }
    await until { begun.withLock { $0 } == 1 }
    ownership.goAway(true)
    let later = ContinuousClock.now + .seconds(4)
    await until { role.isFenced ? .now > later : ended.withLock { $0 } == 1 }
    #expect(ended.withLock { $0 } == (role.isFenced ? 0 : 1))
    ownership.goAway(false)
    await until { begun.withLock { $0 } == 2 || role.isFenced }
    first.cancel()
    try await first.value
  }

  /// It is told, and the lease is there for others meanwhile.
  @Test func whatGoesWrongIsToldAndEndsNothingElse() async throws {
    struct Wrong: Error {}
    let membership = membership("one")
    let first = Task { [diary] in
      try await membership.lasting {
        await RoleTenure(Self.role, on: Self.slice, of: membership).run(
          failed: { _ in diary.write("failed") }, { throw Wrong() })
      }
    }
    await until { diary.has("failed") }
    await until { (try? await ownership.holder(of: Self.role, Self.slice)) == .some(nil) }
    let second = process("two", self.membership("two"))
    await until { diary.has("two") }
    for each in [first, second] {
      each.cancel()
      try await each.value
    }
  }
}
