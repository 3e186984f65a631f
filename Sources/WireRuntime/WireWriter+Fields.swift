extension WireWriter {
  @inlinable public mutating func uint64(_ value: UInt64, _ tag: UInt32) {
    reserve(16)
    put(varint: value)
    put(tag: tag)
  }

  @inlinable public mutating func int64(_ value: Int64, _ tag: UInt32) { uint64(UInt64(bitPattern: value), tag) }
  @inlinable public mutating func uint32(_ value: UInt32, _ tag: UInt32) { uint64(UInt64(value), tag) }
  /// A negative number takes 10 bytes, as in every Protocol Buffers implementation.
  @inlinable public mutating func int32(_ value: Int32, _ tag: UInt32) { int64(Int64(value), tag) }
  @inlinable public mutating func bool(_ value: Bool, _ tag: UInt32) { uint64(value ? 1 : 0, tag) }
  public mutating func sint64(_ value: Int64, _ tag: UInt32) { int64((value << 1) ^ (value >> 63), tag) }
  @inlinable public mutating func enumeration<E: WireEnum>(_ value: E, _ tag: UInt32) { int32(value.rawValue, tag) }

  /// Not `withUTF8` on a copy: that retains the string's storage.
  public mutating func string(_ value: String, _ tag: UInt32) {
    let written: Void? = value.utf8.withContiguousStorageIfAvailable {
      delimited(UnsafeRawBufferPointer($0), tag)
    }
    if written == nil { byteArray(Array(value.utf8), tag) }
  }

  public mutating func byteArray(_ value: [UInt8], _ tag: UInt32) {
    value.withUnsafeBytes { delimited($0, tag) }
  }

  public mutating func delimited(_ content: UnsafeRawBufferPointer, _ tag: UInt32) {
    reserve(content.count &+ 16)
    start &-= content.count
    if let address = content.baseAddress { (base + start).copyMemory(from: address, byteCount: content.count) }
    put(varint: UInt64(content.count))
    put(tag: tag)
  }

  /// Sixteen bytes, given as two big-endian words.
  public mutating func words(_ high: UInt64, _ low: UInt64, _ tag: UInt32) {
    reserve(32)
    start &-= 16
    base.storeBytes(of: high.bigEndian, toByteOffset: start, as: UInt64.self)
    base.storeBytes(of: low.bigEndian, toByteOffset: start &+ 8, as: UInt64.self)
    put(varint: 16)
    put(tag: tag)
  }

  @inlinable public mutating func message<M: WireMessage>(_ value: M, _ tag: UInt32) {
    let end = count
    value.encode(to: &self)
    close(end, tag)
  }

  /// Puts length and tag before everything written since `count` was `end`.
  public mutating func close(_ end: Int, _ tag: UInt32) {
    reserve(16)
    put(varint: UInt64(count &- end))
    put(tag: tag)
  }
}
