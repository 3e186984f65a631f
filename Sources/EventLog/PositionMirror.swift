public import Values

/// Shows outside how far readers of the log are, where a log's store has a place for that, as Kafka's consumer groups.
/// It only shows: what a reader goes on from is its own, and nothing is read back.
public protocol PositionMirror: Sendable {
  /// Shows places in the log. Takes its time: for who has nothing else to do.
  /// - Throws: `unavailable` when not all could be shown; those can be shown again at any time.
  func show(_ places: [ReaderPlace]) async throws(LogFailure)

  /// Nothing is shown any more.
  func close() async
}

/// How far a reader of the log is.
public struct ReaderPlace: Sendable, Hashable {
  /// As people know it, as `kpi`.
  public let reader: String
  public let slice: Slice
  /// Everything through it has been dealt with.
  public let position: Position

  public init(reader: String, slice: Slice, position: Position) {
    self.reader = reader
    self.slice = slice
    self.position = position
  }
}
