import PostgresClient
package import Storage
package import Values

extension PostgresProjectionStore {
  package func attempt(of build: Build, slice: Slice) async throws(StorageFailure) -> Attempt? {
    try await session { session in
      let rows = try session.query(StoreStatements.attempt) {
        $0.build(build)
        $0.int2(Int16(slice.number))
      }
      if rows.isEmpty { return nil }
      return Attempt(
        after: Position(UInt64(bitPattern: try rows.int64(0, 0))),
        through: Position(UInt64(bitPattern: try rows.int64(0, 1))), owner: try rows.string(0, 2),
        phase: Attempt.Phase(stored: try rows.string(0, 3)), suspicion: try rows.int32(0, 4))
    }
  }

  package func note(_ attempt: Attempt, of build: Build, slice: Slice) async throws(StorageFailure) {
    try await session { session in
      _ = try session.run(StoreStatements.noteAttempt) {
        $0.build(build)
        $0.int2(Int16(slice.number))
        $0.int8(Int64(bitPattern: attempt.after.number))
        $0.int8(Int64(bitPattern: attempt.through.number))
        $0.text(attempt.owner)
        $0.text(attempt.phase.stored)
        $0.int4(attempt.suspicion)
      }
    }
  }

  package func holds(of plugin: String) async throws(StorageFailure) -> [Hold] {
    try await session { session in
      let rows = try session.query(StoreStatements.holds) { $0.text(plugin) }
      var holds: [Hold] = []
      for row in 0..<rows.count {
        guard let slice = Slice(UInt32(truncatingIfNeeded: try rows.int32(row, 0))) else { continue }
        holds.append(
          Hold(
            plugin: plugin, slice: slice, position: Position(UInt64(bitPattern: try rows.int64(row, 1))),
            eventIndex: try rows.int32(row, 2), reason: try rows.string(row, 3)))
      }
      return holds
    }
  }

  package func hold(_ hold: Hold) async throws(StorageFailure) {
    try await session { session in
      _ = try session.run(StoreStatements.hold) {
        $0.text(hold.plugin)
        $0.int2(Int16(hold.slice.number))
        $0.int8(Int64(bitPattern: hold.position.number))
        $0.int4(hold.eventIndex)
        $0.text(hold.reason)
      }
    }
  }

  package func release(
    plugin: String, slice: Slice, skipping reason: String?, by operatorName: String
  ) async throws(StorageFailure) {
    try await session { session in
      try session.transaction {
        if let reason {
          try session.run(StoreStatements.skipHeld) {
            $0.text(plugin)
            $0.int2(Int16(slice.number))
            $0.text(reason)
            $0.text(operatorName)
          }
        }
        let released = try session.run(StoreStatements.release) {
          $0.text(plugin)
          $0.int2(Int16(slice.number))
        }
        guard released == 1 else {
          throw StorageFailure(
            .nothingToDo, "plugin \(plugin) is not held on slice \(slice): `trunkline plugins list` shows what is held")
        }
        try session.run(StoreStatements.forgetAttempts) {
          $0.text(plugin)
          $0.int2(Int16(slice.number))
        }
      }
    }
  }

  package func skips(of plugin: String) async throws(StorageFailure) -> [Skip] {
    try await session { session in
      let rows = try session.query(StoreStatements.skips) { $0.text(plugin) }
      var skips: [Skip] = []
      for row in 0..<rows.count {
        guard let slice = Slice(UInt32(truncatingIfNeeded: try rows.int32(row, 0))) else { continue }
        skips.append(
          Skip(
            plugin: plugin, slice: slice, position: Position(UInt64(bitPattern: try rows.int64(row, 1))),
            eventIndex: try rows.int32(row, 2), reason: try rows.string(row, 3), operatorName: try rows.string(row, 4)))
      }
      return skips
    }
  }
}

extension Attempt.Phase {
  fileprivate var stored: String {
    switch self {
    case .underWay: "under way"
    case .folding: "folding"
    case .folded: "folded"
    }
  }

  fileprivate init(stored: String) {
    self = stored == "folding" ? .folding : stored == "folded" ? .folded : .underWay
  }
}
