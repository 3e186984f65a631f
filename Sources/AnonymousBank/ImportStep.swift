package import Events
package import Values

/// What one commit of the import records: the facts that became known together.
package struct ImportStep: Sendable, Equatable {
  /// From 1, over the whole file.
  package let ordinal: UInt64
  /// The moment of the log: never decreasing.
  package let at: Instant
  package let facts: [HistoricFact]
}
