public import EventLog
public import EventViews
public import Events
public import Values
import WireRuntime

/// What a hot projection does with each event, read in place from the record's bytes.
///
///     struct CallsPerService: ViewFold {
///       static var families: [EventView.Kind] { [.call] }
///       mutating func begin(_ commit: borrowing CommitView, at position: Position) throws { … }
///       mutating func apply(_ event: borrowing EventLeafView, type: EventType, index: Int32) throws { … }
///     }
public protocol ViewFold: ~Copyable {
  /// The families it reads. An event of these that this build does not know stops the slice, since passing it over
  /// would be silently wrong; events of all other families never reach `apply`.
  static var families: [EventView.Kind] { get }

  /// Before the first event of a commit.
  mutating func begin(_ commit: borrowing CommitView, at position: Position) throws

  /// `type` is the event's own, known.
  mutating func apply(_ event: borrowing EventLeafView, type: EventType, index: Int32) throws
}

extension RecordBatch {
  /// Hands every event of the batch, in order, to `fold`.
  @inlinable
  public func forEachEvent<Fold: ViewFold & ~Copyable>(
    skipping skipped: SkippedEvents, _ fold: inout Fold
  ) throws(ProjectionFault) {
    var families: UInt32 = 0
    for family in Fold.families { families |= 1 << family.rawValue }
    try forEachBody { (header, body) throws(ProjectionFault) in
      if skipped.contains(position: header.position, eventIndex: -1) { return }
      var index: Int32 = -1
      do {
        var commit = try CommitView(body.bytes)
        try fold.begin(commit, at: header.position)
        for _ in 0..<commit.eventsCount {
          index &+= 1
          if skipped.contains(position: header.position, eventIndex: index) {
            // Its bytes may be what is wrong with it.
            do { _ = try commit.nextEvent() } catch {}
            continue
          }
          guard let event = try commit.nextEvent() else { break }
          guard families & (1 << event.bodyKind.rawValue) != 0 else { continue }
          let leaf = try event.leaf()
          guard let type = leaf.type else { throw UnknownEvent(type: leaf.typeName) }
          try fold.apply(leaf, type: type, index: index)
        }
      } catch {
        throw ProjectionFault(position: header.position, eventIndex: index, reason: "\(error)")
      }
    }
  }
}
