public import Values

/// A report as rows of typed values: whoever shows it (command line, HTTP, a page) knows how each kind is written.
public struct ReportTable: Sendable, Hashable {
  public struct Column: Sendable, Hashable {
    /// The name that files use, as `wait_sum_answered_ms`.
    public let key: String
    /// The heading that tables for people show.
    public let title: String
    /// What the number means, for the help of the report.
    public let meaning: String

    public init(_ key: String, _ title: String, _ meaning: String = "") {
      self.key = key
      self.title = title
      self.meaning = meaning
    }
  }

  public enum Value: Sendable, Hashable {
    /// Not known or not applicable; never the same as zero.
    case null
    case text(String)
    case integer(Int64)
    /// 0…1: a table shows percent, files the share.
    case share(Double)
    /// A mean in milliseconds, not rounded.
    case meanMs(Double)
    /// Files get milliseconds.
    case duration(Milliseconds)
    /// Files get milliseconds since 1970.
    case instantMs(Instant)
    case truth(Bool)

    public static func optional<Known>(_ known: Known?, _ value: (Known) -> Value) -> Value {
      known.map(value) ?? .null
    }
  }

  public let columns: [Column]
  public let rows: [[Value]]

  public init(columns: [Column], rows: [[Value]]) {
    self.columns = columns
    self.rows = rows
  }
}
