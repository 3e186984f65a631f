import FailPoints
import PostgresClient
package import Storage
package import Values

extension PostgresProjectionStore {
  package func checkpoints(of build: Build) async throws(StorageFailure) -> [Slice: Checkpoint] {
    try await session { session in
      let rows = try session.query(StoreStatements.checkpoints) { $0.build(build) }
      var found: [Slice: Checkpoint] = [:]
      for row in 0..<rows.count {
        guard let slice = Slice(UInt32(truncatingIfNeeded: try rows.int32(row, 0))),
          let id = try rows.withBytes(row, 2, { Digest256(bytes: $0) })
        else { throw StorageFailure(.refused, "a checkpoint of \(build.schema) can't be read") }
        found[slice] = Checkpoint(
          slice: slice, position: Position(UInt64(bitPattern: try rows.int64(row, 1))), id: id,
          epoch: Epoch(UInt64(bitPattern: try rows.int64(row, 3))), cursor: try rows.int64(row, 4))
      }
      return found
    }
  }

  package func apply(
    _ changes: RowChanges, to build: Build, from old: Checkpoint?, to new: Checkpoint
  ) async throws(StorageFailure) {
    try await session { session in
      let keyless = try RowLoader.prepare(changes, build: build, on: session)
      try session.transaction {
        try Self.move(build, from: old, to: new, on: session)
        FailPoint.projectionBeforeRows.reach()
        try RowLoader.load(changes, into: build, keyless: keyless, on: session)
        FailPoint.projectionBeforeCommit.reach()
      }
      FailPoint.projectionAfterCommit.reach()
    }
  }

  /// The compare-and-set comes first: it takes the row's lock, so a second runner waits here and then finds it moved.
  private static func move(
    _ build: Build, from old: Checkpoint?, to new: Checkpoint, on session: PostgresSession
  ) throws {
    let moved: Int
    if let old {
      moved = try session.run(StoreStatements.moveCheckpoint) {
        $0.checkpoint(new, of: build)
        $0.int8(Int64(bitPattern: old.position.number))
        $0.digest(old.id)
      }
    } else {
      moved = try session.run(StoreStatements.firstCheckpoint) { $0.checkpoint(new, of: build) }
    }
    guard moved == 1 else {
      throw StorageFailure(
        .checkpointMoved,
        "somebody else moved the checkpoint of \(build.schema), slice \(new.slice), from "
          + "\(old?.position ?? .zero): this runner stops")
    }
  }
}

extension Parameters {
  fileprivate mutating func checkpoint(_ checkpoint: Checkpoint, of build: Build) {
    self.build(build)
    int2(Int16(checkpoint.slice.number))
    int8(Int64(bitPattern: checkpoint.position.number))
    digest(checkpoint.id)
    int8(Int64(bitPattern: checkpoint.epoch.number))
    int8(checkpoint.cursor)
  }

  mutating func digest(_ digest: Digest256) { digest.withBytes { bytea($0) } }
}
