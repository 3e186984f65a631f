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
  private let leases = Mutex<[Slice: LossWatch]>([:])

  /// - Parameter isGone: whether a member is known to be dead, as a process of this machine that is not there any more:
  ///   nobody waits for the end of its membership.
  package init(
    _ member: Member, in ownership: any Ownership, isGone: @escaping @Sendable (Member) -> Bool = { _ in false }
  ) {
    self.member = member
    self.ownership = ownership
    self.isGone = isGone
  }

  /// Becomes a member.
  package func begin() async throws(StorageFailure) { _ = try await ownership.renew(member, for: Self.span) }

  /// Renews until the task is cancelled. A database that is away is asked again: a writer goes on for as long as the
  /// log takes its commits.
  package func keep() async {
    while !Task.isCancelled {
      // The time between two renewals.
      try? await Task.sleep(for: Self.renewal)
      if Task.isCancelled { return }
      guard let held = try? await ownership.renew(member, for: Self.span) else { continue }
      let kept = Set(held.filter { $0.role == .writer }.map(\.slice))
      let lost = leases.withLock { $0.filter { !kept.contains($0.key) }.map(\.value) }
      for watch in lost { watch.lost() }
    }
  }

  /// Gives everything back, in a task of its own: who was stopped leaves in order.
  package func end() async {
    await Task { [ownership, member] in try? await ownership.leave(member.owner) }.value
  }

  /// Takes the slice as its writer.
  package func take(_ slice: Slice) async throws(StorageFailure) -> LeaseAnswer {
    let answer = try await ownership.take(.writer, slice, by: member.owner)
    guard case .taken(let other) = answer, isGone(other) else { return answer }
    try await ownership.leave(other.owner)
    return try await ownership.take(.writer, slice, by: member.owner)
  }

  package func release(_ slice: Slice) async {
    await Task { [ownership, member] in
      try? await ownership.release(.writer, slice, by: member.owner)
    }.value
  }

  /// Runs `body` for as long as the lease of the slice is held; it is cancelled when the lease is lost.
  package func holding<R: Sendable>(
    _ slice: Slice, _ body: @escaping @Sendable () async throws -> R
  ) async throws -> R {
    let work = Task { try await body() }
    let watch = LossWatch { work.cancel() }
    leases.withLock { $0[slice] = watch }
    defer { leases.withLock { $0[slice] = nil } }
    return try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      work.cancel()
    }
  }

  private struct LossWatch: Sendable {
    let lost: @Sendable () -> Void
    init(_ lost: @escaping @Sendable () -> Void) { self.lost = lost }
  }
}
