import CLibPQ

/// The result of one statement, freed with its last use.
///
/// Reading the wrong type, a null or a place that is not there throws `wrongType`; nothing traps.
/// `@unchecked Sendable`: libpq's manual: “PGresult objects are normally read-only after creation, and so can be
/// passed around freely between threads.”
package struct PostgresRows: ~Copyable, @unchecked Sendable {
  private let result: OpaquePointer
  private let label: StatementLabel

  /// Takes ownership of `result`.
  init(_ result: OpaquePointer, _ label: StatementLabel) {
    self.result = result
    self.label = label
  }

  deinit { PQclear(result) }

  package var count: Int { Int(PQntuples(result)) }
  package var isEmpty: Bool { count == 0 }
  package var columnCount: Int { Int(PQnfields(result)) }
  /// Rows inserted, updated, deleted or selected, as the server counted them.
  package var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

  /// `nil` for a column that is not there.
  package func columnName(_ column: Int) -> String? {
    PQfname(result, Int32(clamping: column)).map { String(cString: $0) }
  }

  /// `nil` for a type that this client does not read.
  package func columnType(_ column: Int) -> PostgresType? {
    PostgresType(rawValue: PQftype(result, Int32(clamping: column)))
  }

  package func isNull(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    try check(row, column)
    return PQgetisnull(result, Int32(row), Int32(column)) == 1
  }

  /// Also reads `int2` and `int4`.
  package func int64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    let value = try value(row, column)
    switch type(column) {
    case .int8 where value.count == 8: return Int64(bigEndian: value.loadUnaligned(as: Int64.self))
    case .int4 where value.count == 4: return Int64(Int32(bigEndian: value.loadUnaligned(as: Int32.self)))
    case .int2 where value.count == 2: return Int64(Int16(bigEndian: value.loadUnaligned(as: Int16.self)))
    default: throw wrongType(row, column, wanted: "an integer")
    }
  }

  /// Also reads `int2`, and `int8` whose value fits.
  package func int32(_ row: Int, _ column: Int) throws(PostgresError) -> Int32 {
    guard let value = Int32(exactly: try int64(row, column)) else {
      throw wrongType(row, column, wanted: "an integer of 32 bits")
    }
    return value
  }

  package func int(_ row: Int, _ column: Int) throws(PostgresError) -> Int { Int(try int64(row, column)) }

  package func bool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    let value = try value(row, column)
    guard type(column) == .bool, value.count == 1 else { throw wrongType(row, column, wanted: "bool") }
    return value[0] != 0
  }

  package func float8(_ row: Int, _ column: Int) throws(PostgresError) -> Double {
    let value = try value(row, column)
    guard type(column) == .float8, value.count == 8 else { throw wrongType(row, column, wanted: "float8") }
    return Double(bitPattern: UInt64(bigEndian: value.loadUnaligned(as: UInt64.self)))
  }

  /// Reads `text`, `varchar`, `char`, `name`, `json`, `jsonb` and enums.
  package func string(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    let value = try value(row, column)
    let oid = PQftype(result, Int32(column))
    if oid == PostgresType.jsonb.rawValue { return String(decoding: value.dropFirst(), as: UTF8.self) }
    guard ColumnType.isText(oid) else { throw wrongType(row, column, wanted: "text") }
    return String(decoding: value, as: UTF8.self)
  }

  package func bytes(_ row: Int, _ column: Int) throws(PostgresError) -> [UInt8] {
    Array(try binary(row, column))
  }

  /// The bytes of a `bytea` or `uuid`, without copying.
  package func withBytes<R: ~Copyable>(
    _ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R {
    try body(try binary(row, column))
  }

  /// A `bytea` or `uuid` of exactly sixteen bytes, most significant first.
  package func words(_ row: Int, _ column: Int) throws(PostgresError) -> (high: UInt64, low: UInt64) {
    let value = try binary(row, column)
    guard value.count == 16 else { throw wrongType(row, column, wanted: "16 bytes") }
    let high = UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
    return (high, UInt64(bigEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }
}

// MARK: nullable columns

extension PostgresRows {
  package func int64OrNil(_ row: Int, _ column: Int) throws(PostgresError) -> Int64? {
    try isNull(row, column) ? nil : try int64(row, column)
  }
  package func int32OrNil(_ row: Int, _ column: Int) throws(PostgresError) -> Int32? {
    try isNull(row, column) ? nil : try int32(row, column)
  }
  package func boolOrNil(_ row: Int, _ column: Int) throws(PostgresError) -> Bool? {
    try isNull(row, column) ? nil : try bool(row, column)
  }
  package func float8OrNil(_ row: Int, _ column: Int) throws(PostgresError) -> Double? {
    try isNull(row, column) ? nil : try float8(row, column)
  }
  package func stringOrNil(_ row: Int, _ column: Int) throws(PostgresError) -> String? {
    try isNull(row, column) ? nil : try string(row, column)
  }
  package func bytesOrNil(_ row: Int, _ column: Int) throws(PostgresError) -> [UInt8]? {
    try isNull(row, column) ? nil : try bytes(row, column)
  }
}

// MARK: rows one by one

extension PostgresRows {
  /// `body` with each row's number, in order.
  package func forEachRow(_ body: (Int) throws -> Void) rethrows {
    for row in 0..<count { try body(row) }
  }

  /// One value per row, in order.
  package func map<Value>(_ body: (Int) throws(PostgresError) -> Value) throws(PostgresError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for row in 0..<count { values.append(try body(row)) }
    return values
  }
}

extension PostgresRows {
  private func check(_ row: Int, _ column: Int) throws(PostgresError) {
    guard row >= 0, row < count, column >= 0, column < columnCount else {
      throw PostgresError(
        .wrongType, "row \(row), column \(column) of \(count) rows and \(columnCount) columns", statement: label.text)
    }
  }

  private func type(_ column: Int) -> PostgresType? { PostgresType(rawValue: PQftype(result, Int32(column))) }

  /// The value's bytes; throws for null.
  private func value(_ row: Int, _ column: Int) throws(PostgresError) -> UnsafeRawBufferPointer {
    try check(row, column)
    let row32 = Int32(row)
    let column32 = Int32(column)
    guard PQgetisnull(result, row32, column32) == 0, PQfformat(result, column32) == 1 else {
      throw wrongType(row, column, wanted: "a value")
    }
    return UnsafeRawBufferPointer(
      start: PQgetvalue(result, row32, column32), count: Int(PQgetlength(result, row32, column32)))
  }

  private func binary(_ row: Int, _ column: Int) throws(PostgresError) -> UnsafeRawBufferPointer {
    let value = try value(row, column)
    let type = type(column)
    guard type == .bytea || type == .uuid else { throw wrongType(row, column, wanted: "bytea") }
    return value
  }

  private func wrongType(_ row: Int, _ column: Int, wanted: String) -> PostgresError {
    let isNull = PQgetisnull(result, Int32(row), Int32(column)) == 1
    let found = isNull ? "null" : ColumnType.name(PQftype(result, Int32(column)))
    return PostgresError(
      .wrongType, "column \(columnName(column) ?? "\(column)") of row \(row): wanted \(wanted), found \(found)",
      statement: label.text)
  }
}
