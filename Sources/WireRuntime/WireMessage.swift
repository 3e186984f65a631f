/// A message of the schema as a Swift value. Generated.
public protocol WireMessage: Equatable, Sendable {
  /// Reads to the end of the message that `reader` has been narrowed to.
  init(from reader: inout WireReader) throws(WireError)

  /// Writes the fields, last one first. A value that the schema forbids leaves an error in `WireWriter.failure`.
  func encode(to writer: inout WireWriter)
}

extension WireMessage {
  @inlinable public init(wire bytes: RawSpan) throws(WireError) {
    var reader = WireReader(bytes)
    try self.init(from: &reader)
  }

  public init(wire bytes: [UInt8]) throws(WireError) { try self.init(wire: bytes.span.bytes) }

  /// For values that our own code made: one that the schema forbids (an empty required text, a case of a newer schema)
  /// is a bug, and traps rather than become a record that nobody can read.
  public func wireBytes() -> [UInt8] {
    do { return try checkedWireBytes() } catch { preconditionFailure("\(error)") }
  }

  /// For values made of what came from outside.
  public func checkedWireBytes() throws(WireError) -> [UInt8] {
    var writer = WireWriter()
    encode(to: &writer)
    if let failure = writer.failure { throw failure }
    return writer.array()
  }
}

/// An enum of the schema, with all its values but 0 (“unspecified”), which Swift says with `nil`.
public protocol WireEnum: RawRepresentable<Int32>, CaseIterable, Hashable, Sendable {
  /// The name in the schema, as `IVR_EXIT_REASON_CALLER_LEFT`.
  var protoName: StaticString { get }

  /// The name for people and their tools, as `callerLeft`.
  var name: String { get }
}
