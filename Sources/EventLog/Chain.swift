public import Values

/// Computes ids of the chain. Given from outside, so that this target needs no crypto library.
public struct Chain: Sendable {
  /// SHA-256 of the concatenation of both parts.
  public typealias Hash = @Sendable (_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Digest256

  private let hash: Hash

  public init(hash: @escaping Hash) { self.hash = hash }

  /// `SHA-256(prev ‖ body)`: the id of a record.
  public func id(prev: Digest256, body: UnsafeRawBufferPointer) -> Digest256 {
    prev.withBytes { hash($0, body) }
  }

  /// What position 1 names as its predecessor: `SHA-256("trunkline log v1" ‖ logID ‖ slice as u32 big-endian)`.
  public func genesis(of slice: Slice, in log: LogID) -> ChainPoint {
    let text = Array("trunkline log v1".utf8)
    let tail = (log.bits.high.bigEndian, log.bits.low.bigEndian, slice.number.bigEndian)
    let id = text.withUnsafeBytes { head in
      withUnsafeBytes(of: tail) { hash(head, UnsafeRawBufferPointer(rebasing: $0[0..<20])) }
    }
    return ChainPoint(position: .zero, id: id, epoch: .zero)
  }
}
