public import EventLog
public import Storage
public import Values

/// A pure function from a batch of events to row changes. It needs no memory of its own: an event that ends something
/// carries what ended, why and since when. The same records give the same changes, in whatever batches they come.
public protocol BatchProjection: Sendable {
  /// Folds every record of the batch, in order, into `changes`. On a fault the changes are thrown away, and the host
  /// folds again up to the faulty event.
  func fold(_ batch: RecordBatch, skipping skipped: SkippedEvents, into changes: inout RowChanges)
    throws(ProjectionFault)
}

/// A projection could not fold an event: its slice stops there, named; the others go on.
public struct ProjectionFault: Error, Sendable, Hashable {
  public let position: Position
  /// Index of the event in its commit; -1 for the commit itself.
  public let eventIndex: Int32
  public let reason: String

  public init(position: Position, eventIndex: Int32, reason: String) {
    self.position = position
    self.eventIndex = eventIndex
    self.reason = reason
  }
}

/// Events of one slice that an operator said to pass over. Nearly always empty.
public struct SkippedEvents: Sendable, Hashable {
  private struct Place: Hashable {
    let position: Position
    let eventIndex: Int32
  }
  private var places: Set<Place> = []

  public init() {}

  public var isEmpty: Bool { places.isEmpty }

  public mutating func insert(position: Position, eventIndex: Int32) {
    places.insert(Place(position: position, eventIndex: eventIndex))
  }

  /// A skip of the commit itself (index -1) covers all its events.
  public func contains(position: Position, eventIndex: Int32) -> Bool {
    !places.isEmpty
      && (places.contains(Place(position: position, eventIndex: eventIndex))
        || places.contains(Place(position: position, eventIndex: -1)))
  }
}

/// The projection of a plugin that keeps no rows.
public struct NoRows: BatchProjection {
  public init() {}
  public func fold(_ batch: RecordBatch, skipping skipped: SkippedEvents, into changes: inout RowChanges) {}
}
