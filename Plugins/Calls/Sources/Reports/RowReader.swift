import Events
import Storage
import Values

/// Takes the columns of a row one after the other.
struct RowReader {
  private var values: ArraySlice<Value>

  init(_ row: [Value]) { values = row[...] }

  mutating func call() throws(StorageFailure) -> CallRow {
    let place = try place()
    return CallRow(
      call: try callID(), direction: try code(Direction.self), service: try name(QueueID.self), priority: try int32(),
      outcome: try code(CallOutcome.self), endedBy: try code(Side.self), cause: try textOrNil(),
      arrivedAt: try instant(), endedAt: try instant(), entries: try integer(), conversations: try integer(),
      ivrMs: try span(), waitMs: try span(), talkMs: try span(), holdMs: try span(), line: try textOrNil(),
      customer: try textOrNil(), place: place)
  }

  mutating func entry() throws(StorageFailure) -> EntryRow {
    let place = try place()
    return EntryRow(
      entry: EntryID(call: try callID(), ordinal: try ordinal()), queue: try required(QueueID.self),
      priority: try int32(), enqueuedAt: try instant(), leftAt: try instant(), waitMs: try span(),
      outcome: try outcome(EntryRow.Outcome.self), withinTarget: try bool(), short: try bool(),
      reason: try integerOrNil().flatMap { FlowOutReason(rawValue: Int32(clamping: $0)) }, target: try textOrNil(),
      cause: try textOrNil(), agent: try name(AgentID.self), place: place)
  }

  mutating func offer() throws(StorageFailure) -> OfferRow {
    let place = try place()
    let entry = EntryID(call: try callID(), ordinal: try ordinal())
    return OfferRow(
      offer: OfferID(entry: entry, ordinal: try ordinal()), queue: try required(QueueID.self),
      agent: try required(AgentID.self), madeAt: try instant(), endedAt: try instant(), ringMs: try span(),
      outcome: try outcome(OfferRow.Outcome.self), place: place)
  }

  mutating func conversation() throws(StorageFailure) -> ConversationRow {
    let place = try place()
    return ConversationRow(
      entry: EntryID(call: try callID(), ordinal: try ordinal()), queue: try required(QueueID.self),
      agent: try name(AgentID.self), startedAt: try instant(), endedAt: try instant(), talkMs: try span(),
      holdMs: try span(), endedBy: try code(Side.self), overlapping: try bool(), place: place)
  }

  mutating func agentState() throws(StorageFailure) -> AgentStateRow {
    let place = try place()
    return AgentStateRow(
      agent: try required(AgentID.self), state: try code(AgentState.self), since: try instant(), until: try instant(),
      reason: try textOrNil(), call: try callIDOrNil(), queue: try name(QueueID.self), inferred: try bool(),
      place: place)
  }

  private mutating func place() throws(StorageFailure) -> EventPlace {
    EventPlace(
      centre: try required(CentreID.self), position: Position(UInt64(bitPattern: try integer())),
      eventIndex: try int32())
  }

  private mutating func integerOrNil() throws(StorageFailure) -> Int64? {
    switch values.popFirst() {
    case .integer(let value): return value
    case .null: return nil
    default: throw Self.mismatch("a number")
    }
  }

  private mutating func integer() throws(StorageFailure) -> Int64 { try present(integerOrNil(), "a number") }
  private mutating func int32() throws(StorageFailure) -> Int32 { Int32(clamping: try integer()) }
  private mutating func ordinal() throws(StorageFailure) -> UInt32 { UInt32(clamping: try integer()) }
  private mutating func instant() throws(StorageFailure) -> Instant { Instant(ms: try integer()) }
  private mutating func span() throws(StorageFailure) -> Milliseconds { Milliseconds(try integer()) }

  private mutating func bool() throws(StorageFailure) -> Bool {
    guard case .bool(let value) = values.popFirst() else { throw Self.mismatch("true or false") }
    return value
  }

  private mutating func textOrNil() throws(StorageFailure) -> String? {
    switch values.popFirst() {
    case .text(let value): return value
    case .null: return nil
    default: throw Self.mismatch("text")
    }
  }

  private mutating func name<Name: TextIdentifier>(_: Name.Type) throws(StorageFailure) -> Name? {
    try textOrNil().map { Name(unchecked: $0) }
  }

  private mutating func required<Name: TextIdentifier>(_: Name.Type) throws(StorageFailure) -> Name {
    try present(name(Name.self), "a name")
  }

  private mutating func callIDOrNil() throws(StorageFailure) -> CallID? {
    switch values.popFirst() {
    case .null: return nil
    case .bytes(let bytes) where bytes.count == 16:
      let words = bytes.withUnsafeBytes {
        ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      }
      return CallID(ID128(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1)))
    default: throw Self.mismatch("16 bytes")
    }
  }

  mutating func callID() throws(StorageFailure) -> CallID { try present(callIDOrNil(), "16 bytes") }

  private mutating func code<Closed: RawRepresentable<Int32>>(_: Closed.Type) throws(StorageFailure) -> Closed {
    try present(Closed(rawValue: int32()), "a known code")
  }

  private mutating func outcome<Own: RawRepresentable<Int16>>(_: Own.Type) throws(StorageFailure) -> Own {
    try present(Own(rawValue: Int16(clamping: integer())), "a known code")
  }

  private func present<Known>(_ value: Known?, _ wanted: String) throws(StorageFailure) -> Known {
    guard let value else { throw Self.mismatch(wanted) }
    return value
  }

  private static func mismatch(_ wanted: String) -> StorageFailure {
    StorageFailure(.missing, "a column of the calls tables is not \(wanted): they were made by another version")
  }
}
