package import EventLog
package import Values

/// What stands beside a commit's bytes, as the key of its Kafka record: all that the acceptance rule asks for, so that
/// a reader decodes no body for it. Keys of different records differ, so a compaction by mistake deletes nothing.
package struct RecordKey: Equatable {
  package static let byteCount = 82
  private static let version: UInt8 = 1

  package let position: Position
  package let epoch: Epoch
  package let id: Digest256
  package let prev: Digest256
  let isOwnershipMarker: Bool

  package init(_ record: Record, isOwnershipMarker: Bool) {
    position = record.position
    epoch = record.epoch
    id = record.id
    prev = record.prev
    self.isOwnershipMarker = isOwnershipMarker
  }

  /// `nil`: this is no record of ours.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Self.byteCount, bytes[0] == Self.version, bytes[1] <= 1,
      let id = Digest256(bytes: UnsafeRawBufferPointer(rebasing: bytes[18..<50])),
      let prev = Digest256(bytes: UnsafeRawBufferPointer(rebasing: bytes[50..<82]))
    else { return nil }
    isOwnershipMarker = bytes[1] == 1
    epoch = Epoch(UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt64.self)))
    position = Position(UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 10, as: UInt64.self)))
    self.id = id
    self.prev = prev
  }

  /// Version, kind, epoch, position, id, prev; numbers are big-endian.
  package var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      raw[0] = Self.version
      raw[1] = isOwnershipMarker ? 1 : 0
      raw.storeBytes(of: epoch.number.bigEndian, toByteOffset: 2, as: UInt64.self)
      raw.storeBytes(of: position.number.bigEndian, toByteOffset: 10, as: UInt64.self)
      id.withBytes { UnsafeMutableRawBufferPointer(rebasing: raw[18..<50]).copyMemory(from: $0) }
      prev.withBytes { UnsafeMutableRawBufferPointer(rebasing: raw[50..<82]).copyMemory(from: $0) }
      count = Self.byteCount
    }
  }
}
