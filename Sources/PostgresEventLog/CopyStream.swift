import EventLog
import PostgresClient
import Values

/// Reads a slice by COPY BINARY on a connection of its own. While the consumer works on a batch, the next one is read.
actor CopyStream: RecordStream {
  private let connection: PostgresConnection
  private let slice: Slice
  private let through: Position
  private let limit: BatchLimit
  private var point: ChainPoint
  private var reading: Task<(RecordBatch, ChainPoint), any Error>?
  private var isOver = false
  /// Until it is over.
  private var pass: ScanPass?

  init(
    connection: PostgresConnection, slice: Slice, after point: ChainPoint, through: Position, limit: BatchLimit,
    pass: ScanPass
  ) {
    self.connection = connection
    self.slice = slice
    self.point = point
    self.through = through
    self.limit = limit
    self.pass = pass
  }

  func next() async throws(LogFailure) -> RecordBatch? {
    if isOver { return nil }
    if point.position >= through {
      await finish()
      return nil
    }
    do {
      let (batch, end) = try await (reading ?? read(after: point)).value
      if end.position == point.position { throw LogFailure.broken(at: point.position.next, of: slice) }
      point = end
      reading = end.position < through ? read(after: end) : nil
      return batch
    } catch {
      await finish()
      throw LogFailure(postgres: error)
    }
  }

  func cancel() async { await finish() }

  private func finish() async {
    guard !isOver else { return }
    isOver = true
    defer { pass = nil }
    _ = await reading?.result
    await connection.close()
  }

  private func read(after point: ChainPoint) -> Task<(RecordBatch, ChainPoint), any Error> {
    let slice = slice
    let limit = limit
    let connection = connection
    return Task {
      try await connection.run { session in
        var gathering = BatchGathering(slice: slice, after: point)
        gathering.reserve(records: limit.records, bytes: limit.bytes + limit.bytes / 4)
        _ = try session.readCopy(rowsMax: max(1, limit.records)) { row in
          guard let body = row.bytes(4) else { throw LogFailure.broken(at: gathering.point.position.next, of: slice) }
          try gathering.add(
            position: Position(UInt64(bitPattern: try row.int64(0))),
            epoch: Epoch(UInt64(bitPattern: try row.int64(1))),
            id: try row.digest(2), prev: try row.digest(3), body: body)
          return gathering.bytes < limit.bytes ? .more : .stop
        }
        let end = gathering.point
        return (gathering.take(), end)
      }
    }
  }
}

extension CopyRow {
  fileprivate func digest(_ column: Int) throws -> Digest256 {
    guard let bytes = bytes(column), let digest = Digest256(bytes: bytes) else {
      throw LogFailure(.broken(position: .zero), "the log holds an id that has not 32 bytes")
    }
    return digest
  }
}
