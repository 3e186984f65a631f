/// Builds the key of a merged row in the COPY layout, field by field, in memory of its own that every key uses again.
public struct RowKey: ~Copyable {
  /// Where a common beginning of several keys ends.
  public struct Mark: Sendable {
    @usableFromInline let count: Int
    @inlinable init(count: Int) { self.count = count }
  }

  /// `capacity` bytes from here, of which `count` are in use; up to 16 bytes behind them may be written and read.
  @usableFromInline var start: UnsafeMutableRawPointer
  @usableFromInline var capacity = 512
  @usableFromInline var count = 0

  public init() { start = .allocate(byteCount: 512, alignment: 16) }
  deinit { start.deallocate() }

  @inlinable public var mark: Mark { Mark(count: count) }

  /// Forgets the fields after the mark.
  @inlinable public mutating func cut(to mark: Mark) { count = mark.count }

  @inlinable public mutating func removeAll() { count = 0 }

  @inlinable public mutating func int2(_ value: Int16) { append(length: 2, value) }
  @inlinable public mutating func int4(_ value: Int32) { append(length: 4, value) }
  @inlinable public mutating func int8(_ value: Int64) { append(length: 8, value) }

  /// Text as its bytes came; see `RawSpan.isPlainText` for what PostgreSQL takes.
  @inlinable public mutating func text(_ value: RawSpan) {
    let length = value.byteCount
    append(length: length)
    value.withUnsafeBytes { bytes in
      if let from = bytes.baseAddress { (start + count).copyMemory(from: from, byteCount: length) }
    }
    count &+= length
  }

  /// The fields so far; valid only inside `body`.
  @inlinable public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// A hash of the fields so far: every bit depends on every byte. Equal keys have equal hashes in one process.
  @inlinable public var hash: UInt64 {
    // The rest of the last 16 bytes is not the key's: blank it.
    (start + count).storeBytes(of: 0, as: UInt64.self)
    (start + count + 8).storeBytes(of: 0, as: UInt64.self)
    var hash = 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset < count {
      let a = start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let b = start.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
      let product = (a ^ hash).multipliedFullWidth(by: b ^ 0xa076_1d64_78bd_642f)
      hash = product.high ^ product.low ^ 0xe703_7ed1_a0b4_28db
      offset &+= 16
    }
    let product = hash.multipliedFullWidth(by: 0x8ebc_6af0_9c88_c6e3)
    return product.high ^ product.low
  }

  @inlinable mutating func append<T: FixedWidthInteger>(length: Int, _ value: T) {
    append(length: length)
    (start + count).storeBytes(of: value.bigEndian, as: T.self)
    count &+= length
  }

  /// Writes the length of a field and makes room for it.
  @inlinable mutating func append(length: Int) {
    if count &+ length &+ 24 > capacity { grow(by: length) }
    (start + count).storeBytes(of: Int32(truncatingIfNeeded: length).bigEndian, as: Int32.self)
    count &+= 4
  }

  @inline(never) @usableFromInline mutating func grow(by length: Int) {
    let larger = max(capacity * 2, count + length + 64)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: start, byteCount: count)
    start.deallocate()
    start = moved
    capacity = larger
  }
}
