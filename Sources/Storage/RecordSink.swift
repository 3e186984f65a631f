/// One record for a stream outside, as a plugin makes it of an event.
public struct OutgoingRecord: Sendable, Hashable {
  public struct Header: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Records with one key keep their order.
  public let key: String
  public let headers: [Header]
  public let value: [UInt8]

  public init(key: String, headers: [Header], value: [UInt8]) {
    self.key = key
    self.headers = headers
    self.value = value
  }
}

/// A stream outside, which plugins publish to.
public protocol RecordSink: Sendable {
  /// Sends the records and returns when all are durable. What was sent together with one that failed may be there: who
  /// sends again sends it twice.
  func send(_ records: [OutgoingRecord]) async throws(SinkFailure)
}

/// Why records did not go out.
public struct SinkFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// It can't be reached now, or takes nothing: tried again for as long as it takes.
    case away
    /// It will never take the record with this index of those sent together, as one that is too large.
    case refused(Int)
  }

  public let kind: Kind
  /// What is wrong and what to do.
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }
}
