public import Values

/// How far a build of a plugin has come in a slice. On resume the record at the position must have that id.
public struct Checkpoint: Sendable, Hashable {
  public let slice: Slice
  public let position: Position
  public let id: Digest256
  public let epoch: Epoch
  /// The driver's own cursor (Kafka's offset); 0 for drivers that find records by position.
  public let cursor: Int64

  public init(slice: Slice, position: Position, id: Digest256, epoch: Epoch, cursor: Int64 = 0) {
    self.slice = slice
    self.position = position
    self.id = id
    self.epoch = epoch
    self.cursor = cursor
  }
}
