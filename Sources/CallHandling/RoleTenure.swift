package import Storage
package import Values

/// What one process at a time does on a slice, beside writing it: done while the lease of its role is held, stood by
/// for while another has it.
package struct RoleTenure: Sendable {
  /// How often one who stands by looks, if nothing is given back before.
  private static let look = Duration.milliseconds(250)
  /// After a failure.
  private static let rest = Duration.seconds(5)

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
  ///   - failed: called with what `body` throws. The lease is given back, and taken again after a pause.
  package func run(
    standsBy: @Sendable () -> Void = {}, failed: @Sendable (any Error) -> Void = { _ in },
    _ body: @escaping @Sendable () async throws -> Void
  ) async {
    while !Task.isCancelled {
      // While the database is away nobody can tell.
      switch try? await membership.take(role, slice) {
      // Where nothing else refuses who lost the lease, it is no leave to begin before the membership is good again.
      case .held? where !membership.covers(role): break
      case .held?:
        let result = await holding(body)
        await membership.release(role, slice)
        if case .failure(let error) = result, !Task.isCancelled {
          failed(error)
          // The pause before the next try.
          try? await Task.sleep(for: Self.rest)
        }
      case .taken?: standsBy()
      case nil: break
      }
      await membership.ownership.waitForRelease(of: role, slice, atMost: Self.look)
    }
  }

  private func holding(_ body: @escaping @Sendable () async throws -> Void) async -> Result<Void, any Error> {
    do {
      return .success(try await membership.holding(role, slice, body))
    } catch {
      return .failure(error)
    }
  }
}
