/// Reads rows of the serving builds, through their views.
public protocol ReadModel: Sendable {
  /// Runs the query on a consistent snapshot of all views that it names.
  func rows(_ query: Query) async throws(StorageFailure) -> [[Value]]

  /// Several queries on one snapshot: a report whose parts agree.
  func rows(_ queries: [Query]) async throws(StorageFailure) -> [[[Value]]]
}

public struct Query: Sendable, Hashable {
  public let sql: String
  public let parameters: [Value]
  /// The views it reads, locked before the snapshot is taken so that a swap can't come between them.
  public let views: [String]

  public init(_ sql: String, _ parameters: [Value] = [], views: [String]) {
    self.sql = sql
    self.parameters = parameters
    self.views = views
  }
}

/// A value of a row or a parameter.
public enum Value: Sendable, Hashable {
  case null
  case integer(Int64)
  case text(String)
  case bool(Bool)
  case bytes([UInt8])
}
