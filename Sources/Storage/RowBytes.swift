public import Values

/// Rows in PostgreSQL's binary COPY layout (per row an int16 column count, per field an int32 length and the value in
/// network order), so that a projection's rows reach the server without being converted again.
public struct RowBytes: Sendable, Hashable {
  public private(set) var bytes: [UInt8] = []
  public private(set) var rowCount = 0

  public init() {}

  public var isEmpty: Bool { rowCount == 0 }

  /// Begins a row; exactly `columns` fields must follow.
  @inlinable public mutating func beginRow(columns: Int) {
    beginRowCounted()
    raw(Int16(truncatingIfNeeded: columns))
  }

  @usableFromInline mutating func beginRowCounted() { rowCount += 1 }

  @inlinable public mutating func int2(_ value: Int16) {
    raw(Int32(2))
    raw(value)
  }
  @inlinable public mutating func int4(_ value: Int32) {
    raw(Int32(4))
    raw(value)
  }
  @inlinable public mutating func int8(_ value: Int64) {
    raw(Int32(8))
    raw(value)
  }
  @inlinable public mutating func bool(_ value: Bool) {
    raw(Int32(1))
    raw(UInt8(value ? 1 : 0))
  }
  @inlinable public mutating func null() { raw(Int32(-1)) }

  @inlinable public mutating func text(_ value: String) {
    let direct: Void? = value.utf8.withContiguousStorageIfAvailable { field(UnsafeRawBufferPointer($0)) }
    if direct == nil { Array(value.utf8).withUnsafeBytes { field($0) } }
  }

  /// Text of an event, as PostgreSQL takes it.
  @inlinable public mutating func text(_ value: RawSpan) throws(InvalidText) {
    if value.isPlainText {
      value.withUnsafeBytes { field($0) }
    } else {
      text(try value.storableText())
    }
  }

  /// Null when empty: how an event says “absent”.
  @inlinable public mutating func textOrNull(_ value: RawSpan) throws(InvalidText) {
    if value.byteCount == 0 { null() } else { try text(value) }
  }

  /// An id as its 16 bytes.
  @inlinable public mutating func id(_ value: ID128) {
    raw(Int32(16))
    raw(value.high)
    raw(value.low)
  }

  /// Text or bytes as they came, length first.
  @inlinable public mutating func field(_ value: UnsafeRawBufferPointer) {
    raw(Int32(truncatingIfNeeded: value.count))
    appendBytes(value)
  }

  /// Fields that are in the COPY layout already.
  @inlinable public mutating func encodedFields(_ fields: UnsafeRawBufferPointer) { appendBytes(fields) }

  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    rowCount = 0
  }

  @usableFromInline mutating func appendBytes(_ value: UnsafeRawBufferPointer) { bytes.append(contentsOf: value) }

  @inlinable mutating func raw<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.bigEndian) { appendBytes($0) }
  }
}
