package import PostgresClient
package import Storage
package import Values

/// The claim of one process to be the only writer of a slice, held as long as its connection lives: a second writer is
/// told who is there before it fences anybody. Safety does not rest on it (the chain refuses a stale writer), courtesy
/// does.
package struct WriterClaim: Sendable {
  private let connection: PostgresConnection

  private static let lock = Statement(
    "claim slice", "SELECT pg_try_advisory_lock(hashtext('trunkline writer'), $1)", [.int4])

  private static let holder = Statement(
    "holder of slice",
    """
    SELECT l.pid FROM pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid::int8 = hashtext('trunkline writer')::int8 & 4294967295
      AND l.objid::int8 = $1::int8
    LIMIT 1
    """, [.int4])

  /// - Throws: `locked` when another process has the slice, naming its session.
  package static func take(
    _ slice: Slice, on settings: ConnectionSettings
  ) async throws(StorageFailure) -> WriterClaim {
    do {
      let connection = try await PostgresConnection.open(settings)
      do {
        try await connection.run { try claim(slice, on: $0) }
        return WriterClaim(connection: connection)
      } catch {
        await connection.close()
        throw error
      }
    } catch {
      throw StorageFailure(postgres: error)
    }
  }

  private static func claim(_ slice: Slice, on session: PostgresSession) throws {
    if try session.query(lock, { $0.int4(Int32(slice.number)) }).bool(0, 0) { return }
    let found = try session.query(holder) { $0.int4(Int32(slice.number)) }
    let who = found.isEmpty ? "" : " (database session \(try found.int32(0, 0)))"
    throw StorageFailure(
      .locked, "another trunkline process\(who) is writing to this centre now; let it finish, then start again")
  }

  package func release() async { await connection.close() }
}
