package import Storage
package import Values

/// What one process at a time does on a slice, beside writing it: done while the lease of its role is held, stood by
/// for while another has it.
package struct RoleTenure: Sendable {
  /// How often one who stands by looks, if nothing is given back before.
  private static let look = Duration.milliseconds(250)

  private let role: LeaseRole
  private let slice: Slice
  private let membership: Membership

  package init(_ role: LeaseRole, on slice: Slice, of membership: Membership) {
    self.role = role
    self.slice = slice
    self.membership = membership
  }

  /// Until the task is cancelled.
  /// - Parameters:
  ///   - standsBy: called at each look that finds another at it.
  ///   - body: goes on until it is cancelled, as when the lease is lost; begun again when it is held again.
  /// - Throws: what `body` throws. While the database is away it waits.
  package func run(
    standsBy: @Sendable () -> Void = {}, _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    while !Task.isCancelled {
      switch try? await membership.take(role, slice) {
      case .held?:
        do {
          try await membership.holding(role, slice, body)
        } catch {
          await membership.release(role, slice)
          throw error
        }
        await membership.release(role, slice)
      case .taken?: standsBy()
      case nil: break
      }
      await membership.ownership.waitForRelease(of: role, slice, atMost: Self.look)
    }
  }
}
