import PostgresClient
package import Storage
package import Values

extension PostgresProjectionStore: Ownership {
  package func begin(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease] {
    try await renewing { session in
      _ = try session.run(OwnershipStatements.begin) {
        $0.text(member.owner)
        $0.text(member.address)
        $0.text(member.reach)
        $0.int8(span.count)
      }
      return try Self.leases(of: member, on: session)
    }
  }

  package func renew(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease]? {
    try await renewing { session in
      let renewed = try session.run(OwnershipStatements.renew) {
        $0.text(member.owner)
        $0.int8(span.count)
      }
      return renewed == 0 ? nil : try Self.leases(of: member, on: session)
    }
  }

  private static func leases(of member: Member, on session: PostgresSession) throws -> [Lease] {
    let rows = try session.query(OwnershipStatements.leases) { $0.text(member.owner) }
    var leases: [Lease] = []
    for row in 0..<rows.count {
      guard let slice = Slice(UInt32(truncatingIfNeeded: try rows.int32(row, 1))) else { continue }
      leases.append(
        Lease(role: LeaseRole(try rows.string(row, 0)), slice: slice, epoch: try rows.int64(row, 2)))
    }
    return leases
  }

  package func take(
    _ role: LeaseRole, _ slice: Slice, by owner: String
  ) async throws(StorageFailure) -> LeaseAnswer {
    try await urgent { session in
      while true {
        // Who stands by looks again and again: it writes nothing, and locks nothing, unless there is something to take.
        if let found = try Self.holder(of: role, slice, on: session), found.isAlive, found.member.owner != owner {
          return .taken(by: found.member)
        }
        let taken = try session.query(OwnershipStatements.take) {
          $0.text(role.name)
          $0.int2(Int16(slice.number))
          $0.text(owner)
        }
        // What another takes between the two is seen at the next look.
        if !taken.isEmpty { return .held(Lease(role: role, slice: slice, epoch: try taken.int64(0, 0))) }
      }
    }
  }

  package func release(_ lease: Lease, by owner: String) async throws(StorageFailure) {
    try await urgent { session in
      _ = try session.query(OwnershipStatements.release) {
        $0.text(lease.role.name)
        $0.int2(Int16(lease.slice.number))
        $0.text(owner)
        $0.int8(lease.epoch)
      }
    }
  }

  package func leave(_ owner: String) async throws(StorageFailure) {
    try await urgent { session in
      try session.transaction {
        _ = try session.query(OwnershipStatements.releaseAll) { $0.text(owner) }
        _ = try session.run(OwnershipStatements.leave) { $0.text(owner) }
        _ = try session.run(OwnershipStatements.forget)
      }
    }
  }

  package func members() async throws(StorageFailure) -> [Member] {
    try await urgent { session in
      let rows = try session.query(OwnershipStatements.members)
      return try rows.map { row throws(PostgresError) in
        Member(owner: try rows.string(row, 0), address: try rows.string(row, 1), reach: try rows.string(row, 2))
      }
    }
  }

  package func holder(of role: LeaseRole, _ slice: Slice) async throws(StorageFailure) -> Member? {
    try await urgent { session in
      guard let found = try Self.holder(of: role, slice, on: session), found.isAlive else { return nil }
      return found.member
    }
  }

  package func waitForRelease(of role: LeaseRole, _ slice: Slice, atMost: Duration) async {
    await leases.wait(for: "\(role.name) \(slice.number)", atMost: atMost)
  }

  private struct Holder {
    let member: Member
    let isAlive: Bool
  }

  private static func holder(
    of role: LeaseRole, _ slice: Slice, on session: PostgresSession
  ) throws -> Holder? {
    let rows = try session.query(OwnershipStatements.holder) {
      $0.text(role.name)
      $0.int2(Int16(slice.number))
    }
    guard !rows.isEmpty else { return nil }
    return Holder(
      member: Member(
        owner: try rows.string(0, 0), address: try rows.string(0, 1), reach: try rows.string(0, 2)),
      isAlive: try rows.bool(0, 3))
  }
}
