public import Values

/// The acceptance rule, the same for every reader and every driver: a record is accepted only if `prev` is the id of
/// the last accepted record of the slice, `position` is the next, and its epoch is the current one, or it is an
/// ownership marker with a greater epoch, which it makes current. Others are skipped and counted.
public struct Acceptance: Sendable {
  /// The last accepted record.
  public private(set) var point: ChainPoint
  /// Records passed over since this reader began: what zombies wrote.
  public private(set) var skipped = 0

  public init(from point: ChainPoint) { self.point = point }

  /// Whether the record is accepted; if so it becomes the last accepted one.
  public mutating func admits(
    position: Position, epoch: Epoch, id: Digest256, prev: Digest256, isOwnershipMarker: @autoclosure () -> Bool
  ) -> Bool {
    guard prev == point.id, position == point.position.next,
      epoch == point.epoch || (epoch > point.epoch && isOwnershipMarker())
    else {
      skipped += 1
      return false
    }
    point = ChainPoint(position: position, id: id, epoch: epoch)
    return true
  }
}
