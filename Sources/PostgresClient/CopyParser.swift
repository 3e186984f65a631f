/// Cuts the byte stream of a binary COPY into rows, wherever its pieces begin and end.
struct CopyParser: ~Copyable {
  enum Phase {
    case header
    case rows
    /// The trailer was read: no row follows.
    case ended
  }

  private(set) var phase = Phase.header
  /// Of the row at hand; room for as many as a row can have, so that noting one is a store.
  private let fields = UnsafeMutablePointer<CopyRow.Field>.allocate(capacity: CopyFormat.columnsMax)

  deinit { fields.deallocate() }

  /// What one call took from its bytes.
  struct Taken {
    var bytes = 0
    var rows = 0
    /// The closure wants no more rows.
    var isStopped = false
  }

  /// Gives `body` each whole row in `bytes`, at most `rowsMax`, until it says `stop`.
  mutating func take(
    from bytes: UnsafeRawBufferPointer, rowsMax: Int, _ body: (borrowing CopyRow) throws -> CopyStep
  ) throws -> Taken {
    var taken = Taken()
    if phase == .header {
      guard let length = try headerLength(bytes) else { return taken }
      taken.bytes = length
      phase = .rows
    }
    while phase == .rows && taken.rows < rowsMax && !taken.isStopped {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[taken.bytes...])
      guard let (length, columns) = try rowLength(rest) else { break }
      taken.bytes += length
      if phase == .ended { break }
      taken.rows += 1
      let row = CopyRow(base: rest.baseAddress!, fields: UnsafeBufferPointer(start: fields, count: columns))
      let step = try body(row)
      taken.isStopped = step == .stop
    }
    if phase == .ended && taken.bytes < bytes.count {
      throw PostgresError(.protocolViolation, "\(bytes.count - taken.bytes) bytes after the end of the COPY")
    }
    return taken
  }

  /// `nil` when not all of the header is there.
  private func headerLength(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> Int? {
    guard bytes.count >= CopyFormat.headerBytes else { return nil }
    guard bytes.prefix(CopyFormat.signature.count).elementsEqual(CopyFormat.signature) else {
      throw PostgresError(.protocolViolation, "the COPY does not begin with the binary format's signature")
    }
    let flags = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 11, as: UInt32.self))
    let extra = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 15, as: Int32.self))
    guard flags & CopyFormat.criticalFlags == 0, extra >= 0 else {
      throw PostgresError(.protocolViolation, "the COPY has a header of an unknown kind")
    }
    let length = CopyFormat.headerBytes + Int(extra)
    return bytes.count >= length ? length : nil
  }

  /// The length and columns of the row at the start, its fields noted; the trailer ends the phase; `nil` when it is not
  /// whole.
  private mutating func rowLength(
    _ bytes: UnsafeRawBufferPointer
  ) throws(PostgresError) -> (length: Int, columns: Int)? {
    guard bytes.count >= 2 else { return nil }
    let count = Int(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
    if count == -1 {
      phase = .ended
      return (2, 0)
    }
    guard count >= 0, count <= CopyFormat.columnsMax else {
      throw PostgresError(.protocolViolation, "a copied row says it has \(count) columns")
    }
    var offset = 2
    for column in 0..<count {
      guard bytes.count - offset >= 4 else { return nil }
      let length = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
      guard length >= -1 else {
        throw PostgresError(.protocolViolation, "a copied value says it has \(length) bytes")
      }
      offset += 4
      guard bytes.count - offset >= max(length, 0) else { return nil }
      (fields + column).initialize(to: CopyRow.Field(offset: offset, length: length))
      offset += max(length, 0)
    }
    return (offset, count)
  }
}
