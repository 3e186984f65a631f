/// Rows of a merged table gathered in memory: one row a key, however many events touched it, so that a batch costs the
/// database one merge a key and not one an event.
public struct MergedRows: Sendable {
  public let table: TableDefinition
  let merges: [ColumnDefinition.Merge]
  /// Key fields in the COPY layout, row after row.
  var keyBytes: [UInt8] = []
  var keyEnds: [Int] = []
  var values: [Int64] = []
  /// For each row the value of the key's growing column, if it has one.
  var growth: [Int64] = []
  private var index: KeyIndex
  /// Rows whose growing column has a value up to this may have been written before.
  let writtenThrough: Int64

  /// Value columns must be of kind `int8`.
  ///
  /// - Parameter fresh: nothing of the table was written for this slice before.
  public init(table: TableDefinition, fresh: Bool = false) {
    self.init(table: table, writtenThrough: fresh ? .min : .max)
  }

  private init(table: TableDefinition, writtenThrough: Int64) {
    precondition(table.keyCount > 0, "\(table.name) has no key to merge by")
    let valueColumns = table.columns[table.keyCount...]
    precondition(valueColumns.allSatisfy { $0.kind == .int8 }, "values of \(table.name) must be int8")
    self.table = table
    self.writtenThrough = writtenThrough
    merges = valueColumns.map(\.merge)
    index = KeyIndex()
  }

  /// Empty ones that come after these.
  func following() -> MergedRows {
    MergedRows(table: table, writtenThrough: growth.reduce(writtenThrough) { Swift.max($0, $1) })
  }

  public var rowCount: Int { keyEnds.count }
  public var isEmpty: Bool { keyEnds.isEmpty }
  /// About how much memory the rows take.
  public var byteCount: Int { keyBytes.count + 24 * rowCount + 8 * values.count }

  /// The row of this key, new if it is not there yet (its values 0, or the first value for max, min and set).
  /// `key` holds the key fields in the COPY layout and `hash` a good hash of them.
  public mutating func row(key: UnsafeRawBufferPointer, hash: UInt64) -> Int {
    let found = keyBytes.withUnsafeBytes { stored in
      index.find(hash: hash) { row in
        let start = row == 0 ? 0 : keyEnds[row - 1]
        return keyEnds[row] - start == key.count && Self.equal(stored, at: start, key)
      }
    }
    if let found { return found }
    let row = keyEnds.count
    keyBytes.append(contentsOf: key)
    keyEnds.append(keyBytes.count)
    if let growing = table.growing { growth.append(Self.int8(growing, of: key)) }
    for merge in merges {
      switch merge {
      case .add, .set: values.append(0)
      case .max: values.append(.min)
      case .min: values.append(.max)
      }
    }
    index.insert(hash: hash, row: row)
    return row
  }

  /// Whether the bytes from `start` on, as many as the key has, are the key's.
  @inline(__always)
  private static func equal(_ stored: UnsafeRawBufferPointer, at start: Int, _ key: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset &+ 8 <= key.count {
      let one = stored.loadUnaligned(fromByteOffset: start &+ offset, as: UInt64.self)
      if one != key.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
      offset &+= 8
    }
    while offset < key.count {
      if stored[start &+ offset] != key[offset] { return false }
      offset &+= 1
    }
    return true
  }

  /// Merges `value` into the value column `column` (0 is the first after the key) of `row`.
  @inlinable public mutating func merge(_ value: Int64, column: Int, row: Int) {
    mergeValue(value, column: column, row: row)
  }

  @usableFromInline mutating func mergeValue(_ value: Int64, column: Int, row: Int) {
    let place = row * merges.count + column
    switch merges[column] {
    case .add: values[place] &+= value
    case .set: values[place] = value
    case .max: values[place] = Swift.max(values[place], value)
    case .min: values[place] = Swift.min(values[place], value)
    }
  }

  public mutating func removeAll() {
    keyBytes.removeAll(keepingCapacity: true)
    keyEnds.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    growth.removeAll(keepingCapacity: true)
    index.removeAll()
  }

  /// The rows in the COPY layout, in the order in which their keys came first.
  public func encoded() -> RowBytes {
    var rows = RowBytes()
    keyBytes.withUnsafeBytes { keys in
      for row in keyEnds.indices { encode(row, keys, to: &rows) }
    }
    return rows
  }

  @inline(__always) func encode(_ row: Int, _ keys: UnsafeRawBufferPointer, to rows: inout RowBytes) {
    rows.beginRow(columns: table.columns.count)
    rows.encodedFields(key(of: row, in: keys))
    let start = row &* merges.count
    for column in merges.indices {
      let value = values[start &+ column]
      // A max or min that nothing was merged into stays null.
      if (merges[column] == .max && value == .min) || (merges[column] == .min && value == .max) {
        rows.null()
      } else {
        rows.int8(value)
      }
    }
  }

  @inline(__always) func key(of row: Int, in keys: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: keys[(row == 0 ? 0 : keyEnds[row &- 1])..<keyEnds[row]])
  }
}
