public import Events
public import Values

/// What one commit of the import records: the facts that became known together.
public struct ImportStep: Sendable, Equatable {
  /// From 1, over the whole file.
  public let ordinal: UInt64
  /// The moment of the log: never decreasing.
  public let at: Instant
  public let facts: [HistoricFact]
}
