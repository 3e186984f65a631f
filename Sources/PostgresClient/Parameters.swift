/// The parameters of one execution, written in order in binary form.
package struct Parameters: ~Copyable {
  @usableFromInline package struct Slice {
    @usableFromInline package let offset: Int
    /// −1 is null.
    @usableFromInline package let length: Int
    @usableFromInline package let type: PostgresType
    @usableFromInline package init(offset: Int, length: Int, type: PostgresType) {
      self.offset = offset
      self.length = length
      self.type = type
    }
  }

  @usableFromInline package var buffer = WireBuffer(capacity: 4096)
  @usableFromInline package var slices: [Slice] = []

  package init() {}

  /// A buffer that one large batch blew up beyond this is given back.
  private static let keptBytes = 4 << 20

  package mutating func reset() {
    if buffer.capacity > Self.keptBytes { buffer = WireBuffer(capacity: 4096) }
    buffer.reset()
    slices.removeAll(keepingCapacity: true)
  }

  package var count: Int { slices.count }

  @inlinable package mutating func close(_ start: Int, _ type: PostgresType) {
    slices.append(Slice(offset: start, length: buffer.count &- start, type: type))
  }

  @inlinable package mutating func null(_ type: PostgresType) {
    slices.append(Slice(offset: 0, length: -1, type: type))
  }

  @inlinable package mutating func bool(_ value: Bool) {
    let start = buffer.count
    buffer.number(value ? UInt8(1) : 0)
    close(start, .bool)
  }

  @inlinable package mutating func int2(_ value: Int16) {
    let start = buffer.count
    buffer.number(value)
    close(start, .int2)
  }

  @inlinable package mutating func int4(_ value: Int32) {
    let start = buffer.count
    buffer.number(value)
    close(start, .int4)
  }

  @inlinable package mutating func int8(_ value: Int64) {
    let start = buffer.count
    buffer.number(value)
    close(start, .int8)
  }

  @inlinable package mutating func float8(_ value: Double) {
    let start = buffer.count
    buffer.number(value.bitPattern)
    close(start, .float8)
  }

  @inlinable package mutating func text(_ value: String) {
    let start = buffer.count
    var value = value
    value.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    close(start, .text)
  }

  /// The text of a JSON document for a `jsonb` parameter.
  package mutating func jsonb(_ value: String) {
    let start = buffer.count
    buffer.number(UInt8(1))
    var value = value
    value.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    close(start, .jsonb)
  }

  @inlinable package mutating func bytea(_ value: UnsafeRawBufferPointer) {
    let start = buffer.count
    append(value)
    close(start, .bytea)
  }

  @inlinable package mutating func bytea(_ value: [UInt8]) {
    value.withUnsafeBytes { bytea($0) }
  }

  /// Sixteen bytes, most significant first, as `bytea`.
  @inlinable package mutating func bytea(high: UInt64, low: UInt64) {
    let start = buffer.count
    buffer.number(high)
    buffer.number(low)
    close(start, .bytea)
  }

  @inlinable package mutating func uuid(high: UInt64, low: UInt64) {
    let start = buffer.count
    buffer.number(high)
    buffer.number(low)
    close(start, .uuid)
  }

  @inlinable package mutating func append(_ value: UnsafeRawBufferPointer) {
    guard value.count <= WireBuffer.fieldBytesMax else {
      buffer.hasOversizedField = true
      return
    }
    buffer.append(value)
  }
}

// MARK: optional values

extension Parameters {
  @inlinable package mutating func bool(_ value: Bool?) {
    if let value { bool(value) } else { null(.bool) }
  }
  @inlinable package mutating func int2(_ value: Int16?) {
    if let value { int2(value) } else { null(.int2) }
  }
  @inlinable package mutating func int4(_ value: Int32?) {
    if let value { int4(value) } else { null(.int4) }
  }
  @inlinable package mutating func int8(_ value: Int64?) {
    if let value { int8(value) } else { null(.int8) }
  }
  @inlinable package mutating func float8(_ value: Double?) {
    if let value { float8(value) } else { null(.float8) }
  }
  @inlinable package mutating func text(_ value: String?) {
    if let value { text(value) } else { null(.text) }
  }
  @inlinable package mutating func bytea(_ value: [UInt8]?) {
    if let value { bytea(value) } else { null(.bytea) }
  }
}
