import PostgresClient
package import Storage
package import Values

enum SnapshotStatements {
  static let load = Statement(
    "load snapshot",
    "SELECT position, commit_id, code_version, hash, body FROM trunkline.snapshot WHERE slice = $1", [.int2])

  static let save = Statement(
    "save snapshot",
    """
    INSERT INTO trunkline.snapshot AS s (slice, position, commit_id, code_version, hash, body)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (slice) DO UPDATE SET position = excluded.position, commit_id = excluded.commit_id,
      code_version = excluded.code_version, hash = excluded.hash, body = excluded.body
    WHERE excluded.position > s.position OR excluded.code_version <> s.code_version
    """,
    [.int2, .int8, .bytea, .text, .bytea, .bytea])

  static let all = [load, save]
}

extension PostgresProjectionStore: SnapshotStore {
  package func snapshot(of slice: Slice) async throws(StorageFailure) -> StoredSnapshot? {
    try await reachable { session in
      let rows = try session.query(SnapshotStatements.load) { $0.int2(Int16(slice.number)) }
      guard !rows.isEmpty, let commit = try rows.withBytes(0, 1, { Digest256(bytes: $0) }),
        let hash = try rows.withBytes(0, 3, { Digest256(bytes: $0) })
      else { return nil }
      return StoredSnapshot(
        slice: slice, position: Position(UInt64(bitPattern: try rows.int64(0, 0))), commit: commit,
        codeVersion: try rows.string(0, 2), hash: hash, body: try rows.bytes(0, 4))
    }
  }

  package func save(_ snapshot: StoredSnapshot) async throws(StorageFailure) {
    try await reachable { session in
      _ = try session.run(SnapshotStatements.save) {
        $0.int2(Int16(snapshot.slice.number))
        $0.int8(Int64(bitPattern: snapshot.position.number))
        $0.digest(snapshot.commit)
        $0.text(snapshot.codeVersion)
        $0.digest(snapshot.hash)
        $0.bytea(snapshot.body)
      }
    }
  }
}
