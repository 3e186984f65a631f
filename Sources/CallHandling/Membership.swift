package import Storage
import Synchronization
package import Values

/// Keeps this process a member, and knows which leases it has lost meanwhile.
package final class Membership: Sendable {
  /// A member that is not heard of for so long is over: three renewals.
  package static let span = Milliseconds.seconds(3)

  package let member: Member
  package let ownership: any Ownership
  private let threads: RenewalThreads
  private let isGone: @Sendable (Member) -> Bool
  private let state = Mutex(State())

  private struct State {
    /// What was taken last.
    var leases: [Held: Lease] = [:]
    var watches: [Held: LossWatch] = [:]
    var schedule = RenewalSchedule(span: .zero, begun: .now)
    /// The last one that was sent.
    var renewal: Task<Void, Never>?
    var isEnding = false
  }

  private struct Held: Hashable {
    let role: LeaseRole
    let slice: Slice
  }

  private struct LossWatch: Sendable {
    let lost: @Sendable () -> Void
  }

  /// - Parameter isGone: whether a member is known to be dead, as a process of this machine that is not there any more:
  ///   nobody waits for the end of its membership.
  package init(
    _ member: Member, in ownership: any Ownership, on threads: RenewalThreads,
    isGone: @escaping @Sendable (Member) -> Bool = { _ in false }
  ) {
    self.member = member
    self.ownership = ownership
    self.threads = threads
    self.isGone = isGone
  }

  /// Runs `body` as a member, and gives everything back after it.
  package func lasting<R>(_ body: () async throws -> R) async throws -> R {
    do {
      try await begin()
      let value = try await body()
      await end()
      return value
    } catch {
      // Also who heard that he is no member may be one: his beginning may still arrive.
      await end()
      throw error
    }
  }

  private func begin() async throws(StorageFailure) {
    let begun = ContinuousClock.now
    _ = try await ownership.begin(member, for: Self.span)
    state.withLock { state in
      state.schedule = RenewalSchedule(span: .milliseconds(Self.span.count), begun: begun)
      state.renewal = nil
      state.isEnding = false
    }
    guard threads.tick({ self.tick() }) else {
      throw StorageFailure(.unavailable, "there is no thread left to renew the membership on")
    }
  }

  /// Gives everything back, in a task of its own: who was stopped leaves in order, after the last renewal. One that was
  /// left on its way could come after the leave.
  private func end() async {
    let renewal = state.withLock { state in
      state.isEnding = true
      return state.renewal
    }
    await renewal?.value
    await Task { [ownership, member] in try? await ownership.leave(member.owner) }.value
  }

  // MARK: renewals

  /// Sends what is due. A database that is away is asked again: a writer goes on for as long as the log takes its
  /// commits, and what the log does not refuse ends before another may begin it.
  /// - Returns: whether there is more to come.
  private func tick() -> Bool {
    let now = ContinuousClock.now
    let (goesOn, lost) = state.withLock { state -> (Bool, [LossWatch]) in
      if state.isEnding { return (false, []) }
      if state.schedule.sends(at: now) {
        state.renewal = Task(executorPreference: threads.executor) { await self.renew(sentAt: now) }
      }
      guard state.schedule.mayBeOver(at: now) else { return (true, []) }
      return (true, state.watches.filter { !$0.key.role.isFenced }.map(\.value))
    }
    for watch in lost { watch.lost() }
    return goesOn
  }

  private func renew(sentAt: ContinuousClock.Instant) async {
    // What is taken while the database answers is not in its answer.
    let before = state.withLock { $0.watches }
    do {
      let kept = Set(try await renewed().map { Held(role: $0.role, slice: $0.slice) })
      state.withLock { $0.schedule.arrived(sentAt: sentAt) }
      for (held, watch) in before where !kept.contains(held) { watch.lost() }
    } catch {
      state.withLock { $0.schedule.failed(at: .now) }
    }
  }

  /// Who lives and finds himself no member, as one that was taken for dead, begins anew.
  private func renewed() async throws(StorageFailure) -> [Lease] {
    if let leases = try await ownership.renew(member, for: Self.span) { return leases }
    return try await ownership.begin(member, for: Self.span)
  }

  // MARK: leases

  package func take(_ role: LeaseRole, _ slice: Slice) async throws(StorageFailure) -> LeaseAnswer {
    var answer = try await ownership.take(role, slice, by: member.owner)
    if case .taken(let other) = answer, isGone(other) {
      try await ownership.leave(other.owner)
      answer = try await ownership.take(role, slice, by: member.owner)
    }
    if case .held(let lease) = answer {
      state.withLock { $0.leases[Held(role: role, slice: slice)] = lease }
    }
    return answer
  }

  /// Gives back what was taken last.
  package func release(_ role: LeaseRole, _ slice: Slice) async {
    guard let lease = state.withLock({ $0.leases.removeValue(forKey: Held(role: role, slice: slice)) }) else { return }
    await Task { [ownership, member] in try? await ownership.release(lease, by: member.owner) }.value
  }

  /// Whether a lease of the role says that nobody else is at it.
  func covers(_ role: LeaseRole) -> Bool {
    role.isFenced || !state.withLock { $0.schedule.mayBeOver(at: .now) }
  }

  /// Runs `body` for as long as the lease is held; it is cancelled when the lease is lost, and in a role that the log
  /// does not fence also when it may be.
  package func holding<R: Sendable>(
    _ role: LeaseRole, _ slice: Slice, _ body: @escaping @Sendable () async throws -> R
  ) async throws -> R {
    let key = Held(role: role, slice: slice)
    let work = Task { try await body() }
    state.withLock { $0.watches[key] = LossWatch { work.cancel() } }
    defer { state.withLock { $0.watches[key] = nil } }
    return try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      work.cancel()
    }
  }
}
