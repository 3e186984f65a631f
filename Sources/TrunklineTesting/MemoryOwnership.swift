package import Storage
import Synchronization
package import Values

/// Members and leases in memory, by hand instead of by a clock: a membership lasts until a test ends it.
package final class MemoryOwnership: Ownership {
  private struct State {
    var members: [String: Member] = [:]
    var leases: [Key: (owner: String, epoch: Int64)] = [:]
    var isAway = false
    var questions = 0
    var holdsRenewals = false
    var renewalsHeld = 0
    var renewals = 0

    func leases(of member: Member) -> [Lease] {
      leases.filter { $0.value.owner == member.owner }
        .map { Lease(role: $0.key.role, slice: $0.key.slice, epoch: $0.value.epoch) }
    }
  }
  private struct Key: Hashable {
    let role: LeaseRole
    let slice: Slice
  }
  private let state = Mutex(State())

  package init() {}

  /// The database is away, or is back.
  package func goAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }
  /// Renewals, and beginnings, stay on their way from now on, or arrive.
  package func holdRenewals(_ holds: Bool) { state.withLock { $0.holdsRenewals = holds } }
  /// How many renewals are on their way.
  package var renewalsHeld: Int { state.withLock { $0.renewalsHeld } }
  /// How many renewals have arrived.
  package var renewals: Int { state.withLock { $0.renewals } }
  /// How often was asked who has a lease.
  package var questions: Int { state.withLock { $0.questions } }
  /// The membership is over, without its owner's doing: others may take what he had.
  package func expire(_ owner: String) { state.withLock { $0.members[owner] = nil } }

  package func begin(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease] {
    while state.withLock({ $0.holdsRenewals }) { await aMoment() }
    return try changing { state in
      state.members[member.owner] = member
      return state.leases(of: member)
    }
  }

  package func renew(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease]? {
    state.withLock { $0.renewalsHeld += 1 }
    while state.withLock({ $0.holdsRenewals }) { await aMoment() }
    defer { state.withLock { $0.renewalsHeld -= 1 } }
    return try changing { state in
      guard state.members[member.owner] != nil else { return nil }
      state.renewals += 1
      return state.leases(of: member)
    }
  }

  package func take(
    _ role: LeaseRole, _ slice: Slice, by owner: String
  ) async throws(StorageFailure) -> LeaseAnswer {
    try changing { state in
      let key = Key(role: role, slice: slice)
      let held = state.leases[key]
      if let held, held.owner != owner, let other = state.members[held.owner] { return .taken(by: other) }
      let epoch = (held?.epoch ?? 0) + 1
      state.leases[key] = (owner, epoch)
      return .held(Lease(role: role, slice: slice, epoch: epoch))
    }
  }

  package func release(_ lease: Lease, by owner: String) async throws(StorageFailure) {
    try changing { state in
      let key = Key(role: lease.role, slice: lease.slice)
      if let held = state.leases[key], held == (owner, lease.epoch) { state.leases[key]?.owner = "" }
    }
  }

  package func leave(_ owner: String) async throws(StorageFailure) {
    try changing { state in
      state.members[owner] = nil
      for key in state.leases.keys where state.leases[key]?.owner == owner { state.leases[key]?.owner = "" }
    }
  }

  package func members() async throws(StorageFailure) -> [Member] {
    try changing { $0.members.values.sorted { $0.owner < $1.owner } }
  }

  package func holder(of role: LeaseRole, _ slice: Slice) async throws(StorageFailure) -> Member? {
    state.withLock { $0.questions += 1 }
    return try changing { state in
      state.leases[Key(role: role, slice: slice)].flatMap { state.members[$0.owner] }
    }
  }

  /// A few milliseconds: whoever waits looks again.
  package func waitForRelease(of role: LeaseRole, _ slice: Slice, atMost: Duration) async { await aMoment() }

  private func changing<R>(_ body: (inout sending State) -> sending R) throws(StorageFailure) -> R {
    let found = state.withLock { state -> R? in state.isAway ? nil : body(&state) }
    guard let found else { throw StorageFailure(.unavailable, "the database is away") }
    return found
  }
}
