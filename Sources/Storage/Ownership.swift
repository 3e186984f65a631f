package import Values

/// Which process does what: a member is a process that lives, a lease is a slice that a member works on in a role. It
/// gives liveness only: that nothing is written twice is the log's and the checkpoints' to see to.
package protocol Ownership: Sendable {
  /// Begins a membership, from now by the database's clock.
  /// - Returns: the leases that the member has, in no order.
  func begin(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease]

  /// Prolongs a membership, from now by the database's clock. It begins none: one that arrives after the leave makes
  /// nobody a member.
  /// - Returns: the leases that the member has, in no order; `nil`: he is no member.
  func renew(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease]?

  /// Takes the lease if nobody has it, or who had it is no member any more. A lease that the owner has stays his, with
  /// a new epoch: what he sent before, as a release that is on its way, is not about this one.
  func take(_ role: LeaseRole, _ slice: Slice, by owner: String) async throws(StorageFailure) -> LeaseAnswer

  /// Gives the lease back, so that another has it at once. Nothing happens to one of somebody else, or of another
  /// epoch.
  func release(_ lease: Lease, by owner: String) async throws(StorageFailure)

  /// Ends the membership and gives everything back.
  func leave(_ owner: String) async throws(StorageFailure)

  /// The members that live.
  func members() async throws(StorageFailure) -> [Member]

  /// Who has the lease; `nil`: nobody who lives.
  func holder(of role: LeaseRole, _ slice: Slice) async throws(StorageFailure) -> Member?

  /// Returns when the lease was given back, or has its time: after `atMost`, and when the task is cancelled.
  func waitForRelease(of role: LeaseRole, _ slice: Slice, atMost: Duration) async
}

/// A process that lives.
package struct Member: Sendable, Hashable {
  /// Unique per process start.
  package let owner: String
  /// What it does and where it is, for people.
  package let address: String
  /// Where it takes commands, for programs; empty: nowhere.
  package let reach: String

  package init(owner: String, address: String, reach: String = "") {
    self.owner = owner
    self.address = address
    self.reach = reach
  }
}

/// What is done on a slice by one process at a time.
package struct LeaseRole: Sendable, Hashable, CustomStringConvertible {
  package let name: String
  package init(_ name: String) { self.name = name }

  /// Decides commands and appends.
  package static let writer = LeaseRole("writer")
  /// Carries out what a centre's telephony is asked for.
  package static let telephony = LeaseRole("telephony")
  /// Runs a plugin.
  package static func plugin(_ name: String) -> LeaseRole { LeaseRole("plugin \(name)") }

  /// Whether the log refuses who lost the lease; in other roles nothing does.
  package var isFenced: Bool { self == .writer }

  package var description: String { name }
}

package struct Lease: Sendable, Hashable {
  package let role: LeaseRole
  package let slice: Slice
  /// Grows each time it is taken.
  package let epoch: Int64

  package init(role: LeaseRole, slice: Slice, epoch: Int64) {
    self.role = role
    self.slice = slice
    self.epoch = epoch
  }
}

package enum LeaseAnswer: Sendable, Hashable {
  case held(Lease)
  /// By another, who lives.
  case taken(by: Member)
}
