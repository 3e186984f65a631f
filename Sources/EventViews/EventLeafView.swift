public import Events
public import Values
public import WireRuntime

/// An event without its family around it: what most projections switch over.
///
///     var commit = try CommitView(body)
///     while let event = try commit.nextEvent() {
///       let leaf = try event.leaf()
///       switch leaf.type {
///       case .entryAbandoned: let abandoned = try EntryAbandonedView(leaf.bytes) …
///       default: break  // of no interest here, or a newer version's
///       }
///     }
public struct EventLeafView: ~Escapable {
  public let occurredAt: Instant
  /// `nil` for an event that a newer version wrote.
  public let type: EventType?
  /// The message of the event, as `EntryAbandonedView` reads it.
  public let bytes: RawSpan
  /// Field numbers of family and event.
  let family: UInt32
  let event: UInt32

  @_lifetime(copy family)
  fileprivate init(_ occurredAt: Instant, number: UInt32, _ family: borrowing FamilyView) {
    self.occurredAt = occurredAt
    self.type = EventType(rawValue: number << 16 | family.number)
    self.bytes = family.bytes
    self.family = number
    self.event = family.number
  }

  /// As `call.arrived`, `call.unknown-37` or `unknown-99`.
  public var typeName: String { EventType.name(family: family, event: event) }
}

extension EventView {
  @_lifetime(copy self)
  public func leaf() throws(WireError) -> EventLeafView {
    let family = try FamilyView(bodyBytes)
    return EventLeafView(occurredAt, number: bodyNumber, family)
  }
}

/// What all families have in common: one length-delimited field, whose number is the event's. The last one counts.
private struct FamilyView: ~Escapable {
  var number: UInt32 = 0
  var bytes: RawSpan

  @_lifetime(copy family)
  init(_ family: RawSpan) throws(WireError) {
    bytes = family.extracting(first: 0)
    var reader = WireReader(family)
    while true {
      let tag = try reader.tag()
      if tag == 0 { return }
      if tag & 7 == 2 {
        number = tag >> 3
        bytes = try reader.slice()
      } else {
        try reader.skip(tag)
      }
    }
  }
}
