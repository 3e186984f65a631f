import EventLog
import Storage
import Values

extension Checkpoint {
  /// What a plugin has that stands after the point.
  init(_ slice: Slice, at point: ChainPoint) {
    self.init(slice: slice, position: point.position, id: point.id, epoch: point.epoch)
  }

  /// Where it reads on.
  var point: ChainPoint { ChainPoint(position: position, id: id, epoch: epoch) }
}
