/// Writes the rows of a COPY: `beginRow`, then one call per column.
package struct CopyWriter: ~Copyable {
  @usableFromInline package var buffer: WireBuffer
  /// Columns of the current row that are still to be written.
  @usableFromInline package var columnsLeft = 0
  package private(set) var rowCount = 0
  private let session: PostgresSession

  /// Larger pieces gain nothing; smaller ones cost a call each.
  static let pieceBytes = 64 << 10

  init(session: PostgresSession) {
    self.session = session
    buffer = WireBuffer(capacity: Self.pieceBytes + 16 << 10)
    for byte in CopyFormat.signature { buffer.number(byte) }
    buffer.number(Int32(0))
    buffer.number(Int32(0))
  }

  /// Ends the row before; sends what has gathered.
  package mutating func beginRow(columns: Int) throws(PostgresError) {
    try endRow()
    if buffer.count >= Self.pieceBytes { try send() }
    buffer.number(Int16(clamping: columns))
    columnsLeft = columns
    rowCount &+= 1
  }

  @inlinable package mutating func null() {
    buffer.nullField()
    columnsLeft &-= 1
  }
  @inlinable package mutating func bool(_ value: Bool) {
    buffer.field(value)
    columnsLeft &-= 1
  }
  @inlinable package mutating func int2(_ value: Int16) {
    buffer.field(value)
    columnsLeft &-= 1
  }
  @inlinable package mutating func int4(_ value: Int32) {
    buffer.field(value)
    columnsLeft &-= 1
  }
  @inlinable package mutating func int8(_ value: Int64) {
    buffer.field(value)
    columnsLeft &-= 1
  }
  @inlinable package mutating func float8(_ value: Double) {
    buffer.field(value.bitPattern)
    columnsLeft &-= 1
  }
  @inlinable package mutating func text(_ value: String) {
    buffer.field(value)
    columnsLeft &-= 1
  }
  /// `bytea`, or any type whose binary form the caller has.
  @inlinable package mutating func bytes(_ value: UnsafeRawBufferPointer) {
    buffer.field(value)
    columnsLeft &-= 1
  }
  @inlinable package mutating func bytes(_ value: [UInt8]) {
    value.withUnsafeBytes { bytes($0) }
  }
  /// Sixteen bytes for `bytea` or `uuid`.
  @inlinable package mutating func bytes(high: UInt64, low: UInt64) {
    buffer.number(Int32(16))
    buffer.number(high)
    buffer.number(low)
    columnsLeft &-= 1
  }

  /// Rows that are in the binary COPY layout already, whole. Sent in pieces, without another copy.
  package mutating func encodedRows(_ rows: UnsafeRawBufferPointer, count: Int) throws(PostgresError) {
    try endRow()
    if buffer.count > 0 { try send() }
    var rest = rows
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.pieceBytes))
      try session.putCopy(piece)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
    }
    rowCount &+= count
  }

  mutating func finish() throws(PostgresError) {
    try endRow()
    buffer.number(Int16(-1))
    try send()
  }

  private mutating func endRow() throws(PostgresError) {
    if buffer.hasOversizedField { throw PostgresError(.misuse, "a value is longer than PostgreSQL takes (1 GiB)") }
    if columnsLeft != 0 {
      throw PostgresError(.misuse, "row \(rowCount) of the COPY lacks \(columnsLeft) columns")
    }
  }

  private mutating func send() throws(PostgresError) {
    try session.putCopy(buffer.bytes)
    buffer.reset()
  }
}

// MARK: optional values

extension CopyWriter {
  @inlinable package mutating func bool(_ value: Bool?) {
    if let value { bool(value) } else { null() }
  }
  @inlinable package mutating func int2(_ value: Int16?) {
    if let value { int2(value) } else { null() }
  }
  @inlinable package mutating func int4(_ value: Int32?) {
    if let value { int4(value) } else { null() }
  }
  @inlinable package mutating func int8(_ value: Int64?) {
    if let value { int8(value) } else { null() }
  }
  @inlinable package mutating func float8(_ value: Double?) {
    if let value { float8(value) } else { null() }
  }
  @inlinable package mutating func text(_ value: String?) {
    if let value { text(value) } else { null() }
  }
}
