import PostgresEventLog
import Values

/// What the bare loops ask of the server.
enum LogQueries {
  /// The driver's own.
  static var append: String { LogStatements.append.text }

  static func bodies(of slice: Slice) -> String {
    """
    COPY (SELECT body FROM trunkline.log WHERE slice = \(slice.number) AND position > 0 ORDER BY position)
    TO STDOUT (FORMAT binary)
    """
  }
}
