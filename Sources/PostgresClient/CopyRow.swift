/// One row of a COPY out: slices of the connection's buffer, valid only during the closure that is given it.
package struct CopyRow: ~Copyable {
  struct Field {
    let offset: Int
    /// −1 is null.
    let length: Int
  }

  let base: UnsafeRawPointer
  let fields: UnsafeBufferPointer<Field>

  package var columnCount: Int { fields.count }

  /// `nil` for null and for a column that is not there.
  package func bytes(_ column: Int) -> UnsafeRawBufferPointer? {
    guard column >= 0, column < fields.count else { return nil }
    let field = fields[column]
    return field.length < 0 ? nil : UnsafeRawBufferPointer(start: base + field.offset, count: field.length)
  }

  package func isNull(_ column: Int) -> Bool { bytes(column) == nil }

  package func int64(_ column: Int) throws(PostgresError) -> Int64 {
    Int64(bigEndian: try value(column, bytes: 8).loadUnaligned(as: Int64.self))
  }
  package func int32(_ column: Int) throws(PostgresError) -> Int32 {
    Int32(bigEndian: try value(column, bytes: 4).loadUnaligned(as: Int32.self))
  }
  package func int16(_ column: Int) throws(PostgresError) -> Int16 {
    Int16(bigEndian: try value(column, bytes: 2).loadUnaligned(as: Int16.self))
  }
  package func bool(_ column: Int) throws(PostgresError) -> Bool { try value(column, bytes: 1)[0] != 0 }
  package func float8(_ column: Int) throws(PostgresError) -> Double {
    Double(bitPattern: UInt64(bigEndian: try value(column, bytes: 8).loadUnaligned(as: UInt64.self)))
  }
  package func string(_ column: Int) throws(PostgresError) -> String {
    guard let value = bytes(column) else { throw wrongType(column, wanted: "text") }
    return String(decoding: value, as: UTF8.self)
  }
  /// Sixteen bytes, most significant first.
  package func words(_ column: Int) throws(PostgresError) -> (high: UInt64, low: UInt64) {
    let value = try value(column, bytes: 16)
    let high = UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
    return (high, UInt64(bigEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  private func value(_ column: Int, bytes wanted: Int) throws(PostgresError) -> UnsafeRawBufferPointer {
    guard let value = bytes(column), value.count == wanted else {
      throw wrongType(column, wanted: "\(wanted) bytes")
    }
    return value
  }

  /// COPY carries no types, so lengths are all there is to compare.
  private func wrongType(_ column: Int, wanted: String) -> PostgresError {
    let found = bytes(column).map { "\($0.count) bytes" } ?? (column < columnCount ? "null" : "no such column")
    return PostgresError(.wrongType, "column \(column) of a copied row: wanted \(wanted), found \(found)")
  }
}
