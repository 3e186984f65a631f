/// Rows of a merged table gathered in memory: one row a key, however many events touched it, so that a batch costs the
/// database one merge a key and not one an event.
public struct MergedRows: Sendable {
  public let table: TableDefinition
  private let merges: [ColumnDefinition.Merge]
  /// Key fields in the COPY layout, row after row.
  private var keyBytes: [UInt8] = []
  private var keyEnds: [Int] = []
  private var values: [Int64] = []
  private var index: KeyIndex

  /// Value columns must be of kind `int8`.
  public init(table: TableDefinition) {
    precondition(table.keyCount > 0, "\(table.name) has no key to merge by")
    let valueColumns = table.columns[table.keyCount...]
    precondition(valueColumns.allSatisfy { $0.kind == .int8 }, "values of \(table.name) must be int8")
    self.table = table
    merges = valueColumns.map(\.merge)
    index = KeyIndex()
  }

  public var rowCount: Int { keyEnds.count }
  public var isEmpty: Bool { keyEnds.isEmpty }

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
    index.removeAll()
  }

  /// The rows in the COPY layout, in the order in which their keys came first.
  public func encoded() -> RowBytes {
    var rows = RowBytes()
    keyBytes.withUnsafeBytes { keys in
      var start = 0
      for row in keyEnds.indices {
        rows.beginRow(columns: table.columns.count)
        rows.encodedFields(UnsafeRawBufferPointer(rebasing: keys[start..<keyEnds[row]]))
        for column in merges.indices {
          let value = values[row * merges.count + column]
          // A max or min that nothing was merged into stays null.
          if (merges[column] == .max && value == .min) || (merges[column] == .min && value == .max) {
            rows.null()
          } else {
            rows.int8(value)
          }
        }
        start = keyEnds[row]
      }
    }
    return rows
  }
}
