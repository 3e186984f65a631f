public import Values

/// A sealed commit as it stands in the log: `{ id, prev, body }`, beside what readers need without decoding the body.
public struct Record: Sendable, Hashable {
  public let position: Position
  public let epoch: Epoch
  public let id: Digest256
  public let prev: Digest256
  /// The serialized commit, kept as the bytes that were written and never re-encoded.
  public let body: [UInt8]

  public init(position: Position, epoch: Epoch, id: Digest256, prev: Digest256, body: [UInt8]) {
    self.position = position
    self.epoch = epoch
    self.id = id
    self.prev = prev
    self.body = body
  }

  /// The point of the chain that this record makes current.
  public var point: ChainPoint { ChainPoint(position: position, id: id, epoch: epoch) }
}
