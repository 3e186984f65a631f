import Storage
import Synchronization
import Values

/// Leases that nobody else wants.
final class OneOwner: Ownership {
  private let counts = Mutex(0)
  var releases: Int { counts.withLock { $0 } }

  func begin(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease] { [] }

  func renew(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease]? {
    Slice.all.map { Lease(role: .writer, slice: $0, epoch: 1) }
  }

  func take(_ role: LeaseRole, _ slice: Slice, by owner: String) async throws(StorageFailure) -> LeaseAnswer {
    .held(Lease(role: role, slice: slice, epoch: 1))
  }

  func release(_ lease: Lease, by owner: String) async throws(StorageFailure) {
    counts.withLock { $0 += 1 }
  }

  func waitForRelease(of role: LeaseRole, _ slice: Slice, atMost: Duration) async {}
  func leave(_ owner: String) async throws(StorageFailure) {}
  func members() async throws(StorageFailure) -> [Member] { [] }
  func holder(of role: LeaseRole, _ slice: Slice) async throws(StorageFailure) -> Member? { nil }
}
