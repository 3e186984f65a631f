import EventViews
import Events
import Values
import WireRuntime

/// Compares what a view shows with what decoding gives.
struct ViewChecks {
  private(set) var made = 0
  private(set) var failed = 0

  mutating func fail() { failed += 1 }

  mutating func same<T: Equatable>(_ value: T?, _ shown: T?) {
    made += 1
    if value != shown { failed += 1 }
  }

  mutating func same(_ value: String, _ shown: RawSpan) {
    let equal = shown.equals(value) && shown.string.map { $0.utf8.elementsEqual(value.utf8) } == true
    same(true, equal)
  }

  mutating func same(_ value: [UInt8], _ shown: RawSpan) { same(value, shown.withUnsafeBytes { [UInt8]($0) }) }
  mutating func same(_ value: some TextIdentifier, _ shown: RawSpan) { same(value.text, shown) }
  mutating func same(_ value: (some TextIdentifier)?, _ shown: RawSpan) { same(value?.text ?? "", shown) }

  /// A commit as a projection goes through it, and with its leaves.
  mutating func check(_ commit: Commit, bytes: RawSpan) throws(WireError) {
    try commit.check(CommitView(bytes), &self)
    var view = try CommitView(bytes)
    for event in commit.events {
      guard let found = try view.nextEvent() else { return fail() }
      let leaf = try found.leaf()
      same(event.type, leaf.type)
      same(event.typeName, leaf.typeName)
      same(event.occurredAt, leaf.occurredAt)
    }
    let more = try view.nextEvent() != nil
    same(false, more)
  }
}
