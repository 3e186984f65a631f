extension MergedRows {
  /// The rows of a fill in the COPY layout: those whose key can't have been written before, in the order of the key,
  /// and those whose key may have been. A table without a growing column has only the latter.
  public func encodedForFilling() -> (new: RowBytes, again: RowBytes) {
    var new = RowBytes()
    var again = RowBytes()
    keyBytes.withUnsafeBytes { keys in
      for row in keyOrder(keys) {
        if table.growing != nil, growth[row] > writtenThrough {
          encode(row, keys, to: &new)
        } else {
          encode(row, keys, to: &again)
        }
      }
    }
    return (new, again)
  }

  /// By the growing column first: in the order of the key as long as a slice has one centre, which makes the table's
  /// key cheap to build, and quicker to find than by comparing whole keys.
  private func keyOrder(_ keys: UnsafeRawBufferPointer) -> [Int] {
    guard table.growing != nil else { return Array(keyEnds.indices) }
    var order = keyEnds.indices.map { Place(growth: growth[$0], row: Int32(truncatingIfNeeded: $0)) }
    order.sort { $0.growth < $1.growth }
    let kinds = table.columns[..<table.keyCount].map(\.kind)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, order[end].growth == order[start].growth { end += 1 }
      order[start..<end].sort { one, other in
        Self.precedes(key(of: Int(one.row), in: keys), key(of: Int(other.row), in: keys), kinds)
      }
      start = end
    }
    return order.map { Int($0.row) }
  }

  private struct Place {
    let growth: Int64
    let row: Int32
  }

  /// Compares keys field by field as PostgreSQL does: text by its bytes (collation "C"), numbers by value.
  private static func precedes(
    _ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer, _ kinds: [ColumnDefinition.Kind]
  ) -> Bool {
    var start = 0
    var otherStart = 0
    for kind in kinds {
      let count = fieldCount(one, at: start)
      let otherCount = fieldCount(other, at: otherStart)
      let order =
        switch kind {
        case .text, .bytea: compareBytes(one, start &+ 4, count, other, otherStart &+ 4, otherCount)
        case .int8: compare(int8(one, at: start &+ 4), int8(other, at: otherStart &+ 4))
        case .int2, .int4, .bool: compareShort(one, start &+ 4, other, otherStart &+ 4, count)
        }
      if order != 0 { return order < 0 }
      start &+= 4 &+ count
      otherStart &+= 4 &+ otherCount
    }
    return false
  }

  @inline(__always) private static func compare<Value: Comparable>(_ one: Value, _ other: Value) -> Int {
    one < other ? -1 : one == other ? 0 : 1
  }

  /// Numbers of at most four bytes: the first one holds the sign.
  private static func compareShort(
    _ one: UnsafeRawBufferPointer, _ start: Int, _ other: UnsafeRawBufferPointer, _ otherStart: Int, _ count: Int
  ) -> Int {
    func value(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int64 {
      var value = Int64(Int8(bitPattern: bytes[start]))
      for offset in 1..<max(1, count) { value = value << 8 | Int64(bytes[start &+ offset]) }
      return value
    }
    return compare(value(one, start), value(other, otherStart))
  }

  private static func compareBytes(
    _ one: UnsafeRawBufferPointer, _ start: Int, _ count: Int, _ other: UnsafeRawBufferPointer, _ otherStart: Int,
    _ otherCount: Int
  ) -> Int {
    let common = Swift.min(count, otherCount)
    var offset = 0
    while offset &+ 8 <= common {
      let a = one.loadUnaligned(fromByteOffset: start &+ offset, as: UInt64.self)
      let b = other.loadUnaligned(fromByteOffset: otherStart &+ offset, as: UInt64.self)
      if a != b { return compare(UInt64(bigEndian: a), UInt64(bigEndian: b)) }
      offset &+= 8
    }
    while offset < common {
      if one[start &+ offset] != other[otherStart &+ offset] {
        return compare(one[start &+ offset], other[otherStart &+ offset])
      }
      offset &+= 1
    }
    return compare(count, otherCount)
  }

  /// The value of an `int8` column of a key.
  static func int8(_ column: Int, of key: UnsafeRawBufferPointer) -> Int64 {
    var start = 0
    for _ in 0..<column { start &+= 4 &+ fieldCount(key, at: start) }
    return int8(key, at: start &+ 4)
  }

  @inline(__always) private static func int8(_ key: UnsafeRawBufferPointer, at start: Int) -> Int64 {
    Int64(bigEndian: key.loadUnaligned(fromByteOffset: start, as: Int64.self))
  }

  @inline(__always) private static func fieldCount(_ key: UnsafeRawBufferPointer, at start: Int) -> Int {
    Int(Int32(bigEndian: key.loadUnaligned(fromByteOffset: start, as: Int32.self)))
  }
}
