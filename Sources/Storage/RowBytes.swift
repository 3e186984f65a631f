public import Values

/// Rows in PostgreSQL's binary COPY layout (per row an int16 column count, per field an int32 length and the value in
/// network order), so that a projection's rows reach the server without being converted again.
public struct RowBytes: Sendable {
  /// `byteCount` bytes are in use; the rest is room, so that a field costs no more than its stores.
  @usableFromInline var storage: [UInt8] = []
  public private(set) var byteCount = 0
  public private(set) var rowCount = 0

  public init() {}

  public var isEmpty: Bool { rowCount == 0 }

  /// The rows so far, valid only inside `body`.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<byteCount])) }
  }

  /// A copy of the rows so far.
  public var bytes: [UInt8] { Array(storage[..<byteCount]) }

  /// Begins a row; exactly `columns` fields must follow.
  @inlinable public mutating func beginRow(columns: Int) {
    let start = room(for: 2)
    store(Int16(truncatingIfNeeded: columns), at: start)
    countRow()
  }

  @inlinable public mutating func int2(_ value: Int16) { field(value, length: 2) }
  @inlinable public mutating func int4(_ value: Int32) { field(value, length: 4) }
  @inlinable public mutating func int8(_ value: Int64) { field(value, length: 8) }
  @inlinable public mutating func bool(_ value: Bool) { field(UInt8(value ? 1 : 0), length: 1) }

  @inlinable public mutating func null() {
    let start = room(for: 4)
    store(Int32(-1), at: start)
  }

  /// An id as its 16 bytes.
  @inlinable public mutating func id(_ value: ID128) {
    let start = room(for: 20)
    store(Int32(16), at: start)
    store(value.high, at: start &+ 4)
    store(value.low, at: start &+ 12)
  }

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

  /// Text or bytes as they came, length first.
  @inlinable public mutating func field(_ value: UnsafeRawBufferPointer) {
    let start = room(for: 4 &+ value.count)
    store(Int32(truncatingIfNeeded: value.count), at: start)
    copy(value, to: start &+ 4)
  }

  /// Fields that are in the COPY layout already.
  @inlinable public mutating func encodedFields(_ fields: UnsafeRawBufferPointer) {
    let start = room(for: fields.count)
    copy(fields, to: start)
  }

  public mutating func removeAll() {
    byteCount = 0
    rowCount = 0
  }

  @inlinable mutating func field<T: FixedWidthInteger>(_ value: T, length: Int) {
    let start = room(for: 4 &+ length)
    store(Int32(truncatingIfNeeded: length), at: start)
    store(value, at: start &+ 4)
  }

  @inlinable mutating func store<T: FixedWidthInteger>(_ value: T, at start: Int) {
    storage.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: start, as: T.self) }
  }

  @inlinable mutating func copy(_ bytes: UnsafeRawBufferPointer, to start: Int) {
    guard let from = bytes.baseAddress, bytes.count > 0 else { return }
    storage.withUnsafeMutableBytes {
      $0.baseAddress.unsafelyUnwrapped.advanced(by: start).copyMemory(from: from, byteCount: bytes.count)
    }
  }

  /// Where the next `length` bytes go; they count as used from now on.
  @usableFromInline mutating func room(for length: Int) -> Int {
    let start = byteCount
    byteCount &+= length
    if byteCount > storage.count { grow() }
    return start
  }

  @usableFromInline mutating func countRow() { rowCount &+= 1 }

  @inline(never) private mutating func grow() {
    let larger = max(4_096, storage.count * 2, byteCount)
    storage.append(contentsOf: repeatElement(0, count: larger - storage.count))
  }
}

extension RowBytes: Hashable {
  public static func == (a: RowBytes, b: RowBytes) -> Bool {
    a.rowCount == b.rowCount && a.storage[..<a.byteCount] == b.storage[..<b.byteCount]
  }

  public func hash(into hasher: inout Hasher) { withUnsafeBytes { hasher.combine(bytes: $0) } }
}
