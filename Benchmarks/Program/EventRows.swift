import EventLog
import EventViews
import Events
import PluginKit
import Storage
import Values

/// A plugin that writes one row for every event: the heaviest load that a projection can put on its tables.
enum EventRows {
  static let table = TableDefinition.appended(
    "event_row",
    [
      ColumnDefinition("slice", .int2), ColumnDefinition("position", .int8), ColumnDefinition("event_index", .int4),
      ColumnDefinition("type", .int4), ColumnDefinition("occurred_at", .int8), ColumnDefinition("bytes", .int4),
      ColumnDefinition("command_id", .bytea), ColumnDefinition("centre", .text),
    ])

  static let plugin = Plugin(
    name: "eventrows", version: 1, tables: [table],
    migrations: [Migration(name: "V001_event_row", sql: sql(creating: "event_row"))], projection: EventRowProjection())

  static func sql(creating name: String) -> String {
    """
    CREATE TABLE \(name) (
      slice int2 NOT NULL, position int8 NOT NULL, event_index int4 NOT NULL, type int4 NOT NULL,
      occurred_at int8 NOT NULL, bytes int4 NOT NULL, command_id bytea NOT NULL, centre text COLLATE "C" NOT NULL
    )
    """
  }
}

private struct EventRowProjection: BatchProjection {
  func fold(
    _ batch: RecordBatch, skipping skipped: SkippedEvents, into changes: inout RowChanges
  ) throws(ProjectionFault) {
    var fold = EventRowFold(slice: Int16(batch.slice.number))
    // Taken out for the time of the fold, so that the rows are not copied.
    swap(&fold.rows, &changes.appended[0])
    defer { swap(&fold.rows, &changes.appended[0]) }
    try batch.forEachEvent(skipping: skipped, &fold)
  }
}

private struct EventRowFold: ViewFold {
  static var families: [EventView.Kind] {
    [.call, .ivr, .entry, .route, .offer, .conversation, .agent, .centre, .history]
  }

  let slice: Int16
  var rows = RowBytes()
  private var position: Int64 = 0
  private var command = ID128.zero
  private var centre = CentreText()

  init(slice: Int16) { self.slice = slice }

  mutating func begin(_ commit: borrowing CommitView, at position: Position) throws {
    self.position = Int64(position.number)
    command = commit.commandID.bits
    centre.set(commit.centre)
  }

  mutating func apply(_ event: borrowing EventLeafView, type: EventType, index: Int32) throws {
    rows.beginRow(columns: 8)
    rows.int2(slice)
    rows.int8(position)
    rows.int4(index)
    rows.int4(Int32(bitPattern: type.rawValue))
    rows.int8(event.occurredAt.ms)
    rows.int4(Int32(event.bytes.byteCount))
    rows.id(command)
    centre.withBytes { rows.field($0) }
  }
}

/// A centre's name kept beyond the commit that has it, without a heap object each.
private struct CentreText {
  private var bytes: [UInt8] = []

  mutating func set(_ text: RawSpan) {
    let isSame = text.withUnsafeBytes { given in given.count == bytes.count && given.elementsEqual(bytes) }
    if !isSame { bytes = text.withUnsafeBytes { Array($0) } }
  }

  func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) { bytes.withUnsafeBytes(body) }
}
