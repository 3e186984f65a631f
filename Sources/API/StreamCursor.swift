import EventLog
import Values

/// Where a client of the stream is, as it says itself when it comes again: `slice-position-index` of the last event
/// that it has, and behind it what tells whether the log is still the one that it has it from.
struct StreamCursor: Sendable, Equatable, CustomStringConvertible {
  let event: EventID
  /// The first digits of the id of the event's record, which stands on every record before it: another log has another
  /// one there, and so has this one if it was brought back from an older copy and written on. `nil`: the client takes
  /// whatever is at the place.
  let record: String?

  private static let recordDigits = 16

  init(_ event: EventID, of record: ChainPoint) {
    self.event = event
    self.record = String("\(record.id)".prefix(Self.recordDigits))
  }

  /// With the record's digits or without; `nil`: neither.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let event = EventID(parts.prefix(3).joined(separator: "-")) else { return nil }
    self.event = event
    switch parts.count {
    case 3: record = nil
    case 4 where parts[3].utf8.count == Self.recordDigits && parts[3].utf8.allSatisfy(Self.isDigit):
      record = String(parts[3])
    default: return nil
    }
  }

  /// Whether what stands at its place now is what it was given for.
  func isOf(_ record: ChainPoint) -> Bool { self.record.map { "\(record.id)".hasPrefix($0) } ?? true }

  var description: String { record.map { "\(event)-\($0)" } ?? "\(event)" }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
