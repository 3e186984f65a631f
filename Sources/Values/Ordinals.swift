/// One stay of a call in one queue: the call and the number of the stay, from 1.
@frozen public struct EntryID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let call: CallID
  public let ordinal: UInt32
  @inlinable public init(call: CallID, ordinal: UInt32) {
    self.call = call
    self.ordinal = ordinal
  }

  @inlinable public static func < (a: EntryID, b: EntryID) -> Bool {
    a.call != b.call ? a.call < b.call : a.ordinal < b.ordinal
  }
  public var description: String { "\(call)/\(ordinal)" }
}

/// One entry presented to one agent: the entry and the number of the offer, from 1.
@frozen public struct OfferID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let entry: EntryID
  public let ordinal: UInt32
  @inlinable public init(entry: EntryID, ordinal: UInt32) {
    self.entry = entry
    self.ordinal = ordinal
  }

  @inlinable public static func < (a: OfferID, b: OfferID) -> Bool {
    a.entry != b.entry ? a.entry < b.entry : a.ordinal < b.ordinal
  }
  public var description: String { "\(entry)/\(ordinal)" }
}
