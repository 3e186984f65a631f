public import Values

/// A stream made of repeated reads: for drivers without a bulk path of their own.
public actor ReadingStream: RecordStream {
  private let log: any EventLog
  private let slice: Slice
  private let through: Position
  private let limit: BatchLimit
  private var point: ChainPoint?

  public init(log: any EventLog, slice: Slice, after point: ChainPoint, through: Position, limit: BatchLimit) {
    self.log = log
    self.slice = slice
    self.through = through
    self.limit = limit
    self.point = point
  }

  public func next() async throws(LogFailure) -> RecordBatch? {
    guard let from = point, from.position < through else { return nil }
    let left = through.number - from.position.number
    let limit = BatchLimit(records: Int(min(UInt64(limit.records), left)), bytes: limit.bytes)
    point = nil
    let batch = try await log.read(slice, after: from, limit: limit)
    guard let end = batch.end else { return nil }
    point = end
    return batch
  }

  public func cancel() { point = nil }
}
