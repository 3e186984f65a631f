package import EventLog
import PostgresClient
package import Values

extension PostgresEventLog {
  package func read(
    _ slice: Slice, after point: ChainPoint, limit: BatchLimit
  ) async throws(LogFailure) -> RecordBatch {
    try await reading { session in
      let rows = try session.query(LogStatements.read) {
        $0.int2(Int16(slice.number))
        $0.int8(Int64(bitPattern: point.position.number))
        // Beside the one that the reader has.
        $0.int8(Int64(max(1, limit.records)) + (point.position > .zero ? 1 : 0))
        $0.int8(Int64(max(1, limit.bytes)))
      }
      let first = try self.rowAfter(point, of: slice, in: rows, on: session)
      var gathering = BatchGathering(slice: slice, after: point)
      for row in first..<rows.count {
        let position = Position(UInt64(bitPattern: try rows.int64(row, 0)))
        let epoch = Epoch(UInt64(bitPattern: try rows.int64(row, 1)))
        let id = try rows.digest(row, 2)
        let prev = try rows.digest(row, 3)
        try rows.withBytes(row, 4) { try gathering.add(position: position, epoch: epoch, id: id, prev: prev, body: $0) }
      }
      return gathering.take()
    }
  }

  /// The number of the first row after the record at `point`, which must be the first of all (G8).
  private func rowAfter(
    _ point: ChainPoint, of slice: Slice, in rows: borrowing PostgresRows, on session: PostgresSession
  ) throws -> Int {
    if !rows.isEmpty, Position(UInt64(bitPattern: try rows.int64(0, 0))) == point.position,
      try rows.digest(0, 2) == point.id
    {
      return 1
    }
    // It says what is wrong; before the first record there is none to compare.
    try check(point, of: slice, on: session)
    guard point.position == .zero else { throw LogFailure.broken(at: point.position, of: slice) }
    return 0
  }

  /// The record at `point` must still be the one that was read (G8).
  func check(_ point: ChainPoint, of slice: Slice, on session: PostgresSession) throws {
    let genesis = chain.genesis(of: slice, in: id)
    let found = point.position == .zero ? genesis : try self.point(at: point.position, of: slice, on: session)
    guard let found else {
      let head = try head(of: slice, on: session)
      if point.position > head.position { throw LogFailure.beyondHead(point.position, head: head.position, of: slice) }
      throw LogFailure.broken(at: point.position, of: slice)
    }
    guard found.id == point.id else { throw LogFailure.diverged(at: point, found: found.id, of: slice) }
  }

  package func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream {
    let pass = try await scans.enter()
    do {
      let connection = try await PostgresConnection.open(readers.settings)
      do {
        let end = try await connection.run { session in
          try self.check(point, of: slice, on: session)
          let head = try self.head(of: slice, on: session).position
          let end = min(through ?? head, head)
          if end > point.position {
            try session.beginCopyOut(
              LogStatements.copyOut(slice: slice.number, after: point.position.number, through: end.number))
          }
          return end
        }
        return CopyStream(connection: connection, slice: slice, after: point, through: end, limit: limit, pass: pass)
      } catch {
        await connection.close()
        throw error
      }
    } catch {
      throw LogFailure(postgres: error)
    }
  }
}
