/// A growing buffer of big-endian numbers and bytes: parameters, arrays and COPY rows are written into it.
///
/// Growing moves the bytes, so users keep offsets and make pointers only when sending.
package struct WireBuffer: ~Copyable {
  @usableFromInline package var base: UnsafeMutableRawPointer
  @usableFromInline package var count = 0
  @usableFromInline package var capacity: Int
  /// A value was longer than PostgreSQL can take; nothing of this buffer may be sent.
  @usableFromInline package var hasOversizedField = false

  /// PostgreSQL's own limit of one value.
  @usableFromInline package static let fieldBytesMax = 1 << 30

  package init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(byteCount: capacity, alignment: 8)
  }

  deinit { base.deallocate() }

  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  package mutating func reset() {
    count = 0
    hasOversizedField = false
  }

  /// Drops the first `prefix` bytes.
  package mutating func removeFirst(_ prefix: Int) {
    precondition(prefix <= count, "cannot drop more than there is")
    if prefix == 0 { return }
    base.copyMemory(from: base + prefix, byteCount: count - prefix)
    count -= prefix
  }

  @inlinable package mutating func reserve(_ extra: Int) {
    if count &+ extra > capacity { grow(extra) }
  }

  @usableFromInline package mutating func grow(_ extra: Int) {
    let larger = max(capacity * 2, count + extra)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
    moved.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = moved
    capacity = larger
  }

  @inlinable package mutating func number<T: FixedWidthInteger>(_ value: T) {
    reserve(MemoryLayout<T>.size)
    (base + count).storeBytes(of: value.bigEndian, as: T.self)
    count &+= MemoryLayout<T>.size
  }

  @inlinable package mutating func append(_ source: UnsafeRawBufferPointer) {
    guard let start = source.baseAddress, source.count > 0 else { return }
    reserve(source.count)
    (base + count).copyMemory(from: start, byteCount: source.count)
    count &+= source.count
  }

  /// Overwrites four bytes at `offset`.
  @inlinable package mutating func patch(_ value: Int32, at offset: Int) {
    (base + offset).storeBytes(of: value.bigEndian, as: Int32.self)
  }

  // MARK: fields: four bytes of length, then the value

  @inlinable package mutating func field<T: FixedWidthInteger>(_ value: T) {
    reserve(MemoryLayout<T>.size &+ 4)
    number(Int32(truncatingIfNeeded: MemoryLayout<T>.size))
    number(value)
  }

  @inlinable package mutating func field(_ value: UnsafeRawBufferPointer) {
    guard value.count <= Self.fieldBytesMax else {
      hasOversizedField = true
      return nullField()
    }
    number(Int32(truncatingIfNeeded: value.count))
    append(value)
  }

  @inlinable package mutating func field(_ value: String) {
    var value = value
    value.withUTF8 { field(UnsafeRawBufferPointer($0)) }
  }

  @inlinable package mutating func field(_ value: Bool) { field(value ? UInt8(1) : 0) }

  @inlinable package mutating func nullField() { number(Int32(-1)) }
}
