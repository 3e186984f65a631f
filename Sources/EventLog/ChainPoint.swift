public import Values

/// How far a reader or a writer has come in a slice: the last accepted record, and the epoch that it left current.
public struct ChainPoint: Sendable, Hashable {
  public let position: Position
  /// Id of the record at `position`; of the genesis when `position` is zero.
  public let id: Digest256
  public let epoch: Epoch

  public init(position: Position, id: Digest256, epoch: Epoch) {
    self.position = position
    self.id = id
    self.epoch = epoch
  }
}
