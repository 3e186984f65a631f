public import Values

/// One log of 64 slices. The same contract for the in-memory, PostgreSQL and Kafka drivers, proved by one conformance
/// suite; G1–G10 are the guarantees of the design.
public protocol EventLog: Sendable {
  /// Drawn when the log was made, kept by a copy; another identity is another log (G8).
  var id: LogID { get }
  /// Computes ids for this log's chain.
  var chain: Chain { get }
  /// Woken after each accepted append of this process, and whenever the driver hears of one of another process.
  var signal: AppendSignal { get }
  /// Where a writer's loop runs best, if not just anywhere: on the thread that its appends block.
  var appendExecutor: (any TaskExecutor)? { get }

  /// Since this process opened the log.
  var passedOver: PassedOver { get }

  /// The last accepted record of the slice; the genesis when there is none.
  func head(of slice: Slice) async throws(LogFailure) -> ChainPoint

  /// Takes the slice: appends an `OwnershipTaken` marker of the next epoch and returns the point of the marker. After
  /// it returned, nothing of a smaller epoch is ever accepted (G6).
  func acquire(_ slice: Slice, marker: OwnershipMarker) async throws(LogFailure) -> ChainPoint

  /// Appends sealed records, compare-and-set on the first one's `prev` (G3), durable before `accepted` (G4): all or
  /// none. Records that stand in the log already, all of them, are `accepted` again. Only a `SliceWriter` calls this.
  func append(_ records: [Record], to slice: Slice) async -> AppendOutcome

  /// Finds out, behind a barrier, what became of an append whose outcome was `unknown`. Never answers `unknown`; fails
  /// while the log can't be reached.
  func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome

  /// The accepted records after `point`, at most `limit`; empty at the head. The record at `point` must still have that
  /// id (G8): otherwise the named failure.
  func read(_ slice: Slice, after point: ChainPoint, limit: BatchLimit) async throws(LogFailure) -> RecordBatch

  /// The same as a stream through the head at the time of the call (or `through`, if smaller), for replay and rebuild:
  /// own connection, bounded memory (G7, G9).
  func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream

  /// The point of the record at `position`, for a reader that knows only the number.
  func point(at position: Position, of slice: Slice) async throws(LogFailure) -> ChainPoint

  /// A point of the slice that everything lies behind which occurred at the instant or later: where to begin for who
  /// wants no more. As near as is known without reading; the genesis where nothing is.
  func point(before instant: Instant, of slice: Slice) async throws(LogFailure) -> ChainPoint

  /// Slices that have commits, in order.
  func occupiedSlices() async throws(LogFailure) -> [Slice]

  /// A new one, which its owner closes; `nil`: there is no such place.
  func makePositionMirror() -> (any PositionMirror)?
}

extension EventLog {
  public var appendExecutor: (any TaskExecutor)? { nil }
  public var passedOver: PassedOver { PassedOver() }
  public func point(before instant: Instant, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    chain.genesis(of: slice, in: id)
  }
  public func makePositionMirror() -> (any PositionMirror)? { nil }
}

/// Batches of one slice, in order. One consumer at a time.
public protocol RecordStream: Sendable {
  /// The next batch, never empty; `nil` at the end. After a failure the stream is over.
  func next() async throws(LogFailure) -> RecordBatch?

  /// Ends the stream early and frees its connection; calling it twice, or after the end, does nothing.
  func cancel() async
}

/// A batch ends with the record that reaches either limit: it is never empty, and larger than `bytes` by less than a
/// body.
public struct BatchLimit: Sendable, Hashable {
  public let records: Int
  public let bytes: Int

  public init(records: Int, bytes: Int) {
    self.records = records
    self.bytes = bytes
  }

  /// Live reads: small enough for a batch to be one quick transaction.
  public static let live = BatchLimit(records: 2_500, bytes: 4 << 20)
  /// Replay: large enough that the per-batch cost vanishes.
  public static let bulk = BatchLimit(records: 32_768, bytes: 8 << 20)
}
