/// Writes a message back to front, so that a length is known when it is written: one pass, one buffer to be used again.
/// A field's content is written before its tag, and the last field first.
@frozen public struct WireWriter: ~Copyable {
  /// The written bytes are those from `start` to `capacity`.
  @usableFromInline var base: UnsafeMutableRawPointer
  @usableFromInline var capacity: Int
  @usableFromInline var start: Int

  /// What the schema forbids in the values written since `reset`: the bytes must not be used.
  public private(set) var failure: WireError?

  public init(capacity: Int = 512) {
    self.capacity = max(capacity, 64)
    base = .allocate(byteCount: self.capacity, alignment: 8)
    start = self.capacity
  }

  deinit { base.deallocate() }

  /// Forgets what was written and keeps the buffer.
  public mutating func reset() {
    start = capacity
    failure = nil
  }

  /// Bytes written so far. Also what `close` wants to know about the moment before a region's content.
  @inlinable public var count: Int { capacity &- start }

  /// The bytes, valid only inside `body`.
  @inlinable public func withBytes<R, E>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try body(UnsafeRawBufferPointer(start: base + start, count: count))
  }

  public func array() -> [UInt8] { withBytes { [UInt8]($0) } }

  /// Makes the bytes unusable. The first error is kept.
  public mutating func fail(_ error: WireError) { if failure == nil { failure = error } }

  /// A required field without a value.
  @inlinable public mutating func require(_ isPresent: Bool, _ field: WireField) {
    if !isPresent { fail(.missing(field)) }
  }

  @inlinable @inline(__always) mutating func reserve(_ count: Int) { if start < count { grow(by: count) } }

  @inline(never) @usableFromInline mutating func grow(by count: Int) {
    let used = self.count
    var larger = capacity * 2
    while larger - used < count { larger *= 2 }
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
    (moved + (larger - used)).copyMemory(from: base + start, byteCount: used)
    base.deallocate()
    base = moved
    start = larger - used
    capacity = larger
  }

  /// The caller has reserved 10 bytes.
  @inlinable @inline(__always) mutating func put(varint value: UInt64) {
    if value < 0x80 {
      start &-= 1
      base.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: start, as: UInt8.self)
    } else {
      put(longVarint: value)
    }
  }

  @inline(never) @usableFromInline mutating func put(longVarint value: UInt64) {
    var rest = value
    start &-= (70 &- rest.leadingZeroBitCount) / 7
    var next = base + start
    while rest >= 0x80 {
      next.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
      next += 1
      rest >>= 7
    }
    next.storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
  }

  /// Folds to one store, since generated code gives literal tags. The caller has reserved 5 bytes.
  @inlinable @inline(__always) mutating func put(tag: UInt32) {
    if tag < 0x80 {
      start &-= 1
      base.storeBytes(of: UInt8(truncatingIfNeeded: tag), toByteOffset: start, as: UInt8.self)
    } else if tag < 0x4000 {
      start &-= 2
      let pair = UInt16(truncatingIfNeeded: (tag & 0x7f) | 0x80 | (tag >> 7) << 8)
      base.storeBytes(of: pair.littleEndian, toByteOffset: start, as: UInt16.self)
    } else {
      put(longVarint: UInt64(tag))
    }
  }
}
