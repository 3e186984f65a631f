/// The elements of one array parameter, in order; made by `Parameters.array(of:_:)`.
package struct ArrayElements: ~Copyable {
  /// The parameters' own buffer, lent while the elements are written.
  @usableFromInline package var buffer = WireBuffer(capacity: 0)
  @usableFromInline package var count = 0
  @usableFromInline package var hasNull = false

  @usableFromInline package init() {}

  @inlinable package mutating func null() {
    buffer.nullField()
    hasNull = true
    count &+= 1
  }
  @inlinable package mutating func bool(_ value: Bool) {
    buffer.field(value)
    count &+= 1
  }
  /// `Int16`, `Int32` or `Int64`, as the array's element type says.
  @inlinable package mutating func integer<T: FixedWidthInteger>(_ value: T) {
    buffer.field(value)
    count &+= 1
  }
  @inlinable package mutating func float8(_ value: Double) {
    buffer.field(value.bitPattern)
    count &+= 1
  }
  @inlinable package mutating func text(_ value: String) {
    buffer.field(value)
    count &+= 1
  }
  @inlinable package mutating func bytes(_ value: UnsafeRawBufferPointer) {
    buffer.field(value)
    count &+= 1
  }
  @inlinable package mutating func bytes(_ value: [UInt8]) {
    value.withUnsafeBytes { bytes($0) }
  }
  /// Sixteen bytes for arrays of `bytea` or `uuid`.
  @inlinable package mutating func bytes(high: UInt64, low: UInt64) {
    buffer.number(Int32(16))
    buffer.number(high)
    buffer.number(low)
    count &+= 1
  }
}

extension Parameters {
  /// One array parameter whose elements `fill` writes; each element must have the binary form of `type`.
  @inlinable package mutating func array(of type: PostgresType, _ fill: (inout ArrayElements) -> Void) {
    let start = buffer.count
    // ndim, flags, element type, length, lower bound: patched below.
    for word in [Int32(1), 0, Int32(bitPattern: type.rawValue), 0, 1] { buffer.number(word) }
    var elements = ArrayElements()
    swap(&elements.buffer, &buffer)
    fill(&elements)
    swap(&elements.buffer, &buffer)
    closeArray(start, type, count: elements.count, hasNull: elements.hasNull)
  }

  @usableFromInline package mutating func closeArray(_ start: Int, _ type: PostgresType, count: Int, hasNull: Bool) {
    guard let array = type.array else { preconditionFailure("\(type) has no array type") }
    if count == 0 {
      buffer.patch(0, at: start)
      buffer.count = start + 12
    } else {
      buffer.patch(hasNull ? 1 : 0, at: start + 4)
      buffer.patch(Int32(clamping: count), at: start + 12)
    }
    close(start, array)
  }

  @inlinable package mutating func int8s(_ values: some Sequence<Int64>) {
    array(of: .int8) { for value in values { $0.integer(value) } }
  }
  @inlinable package mutating func int8s(_ values: some Sequence<Int64?>) {
    array(of: .int8) { for value in values { if let value { $0.integer(value) } else { $0.null() } } }
  }
  @inlinable package mutating func int4s(_ values: some Sequence<Int32>) {
    array(of: .int4) { for value in values { $0.integer(value) } }
  }
  @inlinable package mutating func int4s(_ values: some Sequence<Int32?>) {
    array(of: .int4) { for value in values { if let value { $0.integer(value) } else { $0.null() } } }
  }
  @inlinable package mutating func texts(_ values: some Sequence<String>) {
    array(of: .text) { for value in values { $0.text(value) } }
  }
  @inlinable package mutating func texts(_ values: some Sequence<String?>) {
    array(of: .text) { for value in values { if let value { $0.text(value) } else { $0.null() } } }
  }
  @inlinable package mutating func bools(_ values: some Sequence<Bool>) {
    array(of: .bool) { for value in values { $0.bool(value) } }
  }
  @inlinable package mutating func bools(_ values: some Sequence<Bool?>) {
    array(of: .bool) { for value in values { if let value { $0.bool(value) } else { $0.null() } } }
  }
  @inlinable package mutating func byteas(_ values: some Sequence<[UInt8]>) {
    array(of: .bytea) { for value in values { $0.bytes(value) } }
  }
  @inlinable package mutating func byteas(_ values: some Sequence<[UInt8]?>) {
    array(of: .bytea) { for value in values { if let value { $0.bytes(value) } else { $0.null() } } }
  }
}
