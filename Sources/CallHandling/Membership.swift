package import Storage
import Synchronization
package import Values

/// Keeps this process a member, and knows which leases it has lost meanwhile.
package final class Membership: Sendable {
  /// A member that is not heard of for so long is over: three renewals.
  package static let span = Milliseconds.seconds(3)
  private static let renewal = Duration.seconds(1)

  package let member: Member
  package let ownership: any Ownership
  private let isGone: @Sendable (Member) -> Bool
  private let leases = Mutex<[Held: LossWatch]>([:])

  /// - Parameter isGone: whether a member is known to be dead, as a process of this machine that is not there any more:
  ///   nobody waits for the end of its membership.
  package init(
    _ member: Member, in ownership: any Ownership, isGone: @escaping @Sendable (Member) -> Bool = { _ in false }
  ) {
    self.member = member
    self.ownership = ownership
    self.isGone = isGone
  }

  /// Runs `body` as a member, and gives everything back after it.
  package func lasting<R>(_ body: () async throws -> R) async throws -> R {
    try await begin()
    let keeping = Task { await keep() }
    do {
      let value = try await body()
      await end(keeping)
      return value
    } catch {
      await end(keeping)
      throw error
    }
  }

  /// Becomes a member.
  private func begin() async throws(StorageFailure) { _ = try await ownership.renew(member, for: Self.span) }

  /// Renews until the task is cancelled. A database that is away is asked again: a writer goes on for as long as the
  /// log takes its commits.
  private func keep() async {
    while !Task.isCancelled {
      // The time between two renewals.
      try? await Task.sleep(for: Self.renewal)
      if Task.isCancelled { return }
      // What is taken while the database answers is not in its answer.
      let before = leases.withLock { $0 }
      guard let held = await renewed() else { continue }
      let kept = Set(held.map { Held(role: $0.role, slice: $0.slice) })
      let lost = before.filter { !kept.contains($0.key) }.map(\.value)
      for watch in lost { watch.lost() }
    }
  }

  /// In a task of its own: a renewal that was begun is seen to its end, also by who is stopped meanwhile. One that was
  /// left on its way could come after the leave, and others would wait for a member that is gone.
  private func renewed() async -> [Lease]? {
    await Task { [ownership, member] in try? await ownership.renew(member, for: Self.span) }.value
  }

  /// Gives everything back, in a task of its own: who was stopped leaves in order, after the last renewal.
  private func end(_ keeping: Task<Void, Never>) async {
    keeping.cancel()
    await keeping.value
    await Task { [ownership, member] in try? await ownership.leave(member.owner) }.value
  }

  package func take(_ role: LeaseRole, _ slice: Slice) async throws(StorageFailure) -> LeaseAnswer {
    let answer = try await ownership.take(role, slice, by: member.owner)
    guard case .taken(let other) = answer, isGone(other) else { return answer }
    try await ownership.leave(other.owner)
    return try await ownership.take(role, slice, by: member.owner)
  }

  package func release(_ role: LeaseRole, _ slice: Slice) async {
    await Task { [ownership, member] in
      try? await ownership.release(role, slice, by: member.owner)
    }.value
  }

  /// Runs `body` for as long as the lease is held; it is cancelled when the lease is lost.
  package func holding<R: Sendable>(
    _ role: LeaseRole, _ slice: Slice, _ body: @escaping @Sendable () async throws -> R
  ) async throws -> R {
    let key = Held(role: role, slice: slice)
    let work = Task { try await body() }
    let watch = LossWatch { work.cancel() }
    leases.withLock { $0[key] = watch }
    defer { leases.withLock { $0[key] = nil } }
    return try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      work.cancel()
    }
  }

  private struct Held: Hashable {
    let role: LeaseRole
    let slice: Slice
  }

  private struct LossWatch: Sendable {
    let lost: @Sendable () -> Void
    init(_ lost: @escaping @Sendable () -> Void) { self.lost = lost }
  }
}
