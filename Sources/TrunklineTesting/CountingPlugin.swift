import EventLog
import Events
package import PluginKit
package import Storage
import Values

/// A plugin for tests of the plugin host: one appended and one merged table of the commits that `CommitDraft.numbered`
/// makes.
package enum CountingPlugin {
  /// What it does at one commit.
  package enum Fault: Sendable, Equatable {
    case none
    /// Cannot fold the commit of this number.
    case throwing(at: UInt64)
    /// Takes the process down at the commit of this number.
    case trapping(at: UInt64)
    /// Makes a row twice, which the table refuses, of the commit of this number.
    case doubling(at: UInt64)
    /// Counts this many for one: as a later version would.
    case counting(Int64)
  }

  package static func plugin(
    named name: String = "counting", version: Int64 = 1, fault: Fault = .none
  ) -> Plugin {
    Plugin(
      name: name, version: version, tables: [note, tally], migrations: [tables],
      projection: DecodingProjection(CountingProjection(fault: fault)))
  }

  /// One row an event.
  package static let note = TableDefinition.appended(
    "note",
    [
      ColumnDefinition("slice", .int2), ColumnDefinition("position", .int8), ColumnDefinition("event", .int4),
      ColumnDefinition("number", .int8), ColumnDefinition("key", .text),
    ])
  /// One row a key and slice, of each way of merging.
  package static let tally = TableDefinition.merged(
    "tally", key: [ColumnDefinition("slice", .int2), ColumnDefinition("key", .text)],
    values: [
      ColumnDefinition("events", .int8, .add), ColumnDefinition("highest", .int8, .max),
      ColumnDefinition("lowest", .int8, .min), ColumnDefinition("latest", .int8, .set),
    ])

  private static let tables = Migration(
    name: "V001_counting",
    sql: """
      CREATE TABLE note (
        slice int2 NOT NULL, position int8 NOT NULL, event int4 NOT NULL, number int8 NOT NULL, key text NOT NULL,
        UNIQUE (slice, position, event)
      );
      CREATE TABLE tally (
        slice int2 NOT NULL, key text COLLATE "C" NOT NULL, events int8 NOT NULL, highest int8, lowest int8,
        latest int8 NOT NULL, PRIMARY KEY (slice, key)
      );
      """)
}

private struct CountingProjection: EventProjection {
  let families: Set<String> = ["extension"]
  let fault: CountingPlugin.Fault

  func apply(_ event: Event, in context: CommitContext, to changes: inout RowChanges) throws {
    guard case .extension(.recorded(let recorded)) = event.body, let number = context.commit.number else { return }
    if fault == .throwing(at: number) { throw CannotCount(number: number) }
    if fault == .trapping(at: number) { preconditionFailure("this plugin can't stand commit \(number)") }
    let slice = Int16(context.commit.slice.number)
    for _ in 0..<(fault == .doubling(at: number) ? 2 : 1) {
      changes.appended[0].beginRow(columns: 5)
      changes.appended[0].int2(slice)
      changes.appended[0].int8(Int64(context.commit.position.number))
      changes.appended[0].int4(Int32(context.eventIndex))
      changes.appended[0].int8(Int64(number))
      changes.appended[0].text(recorded.key)
    }
    // The key's fields as a COPY has them.
    var key: [UInt8] = [0, 0, 0, 2, UInt8(slice >> 8), UInt8(slice & 0xff), 0, 0, 0, UInt8(recorded.key.utf8.count)]
    key += recorded.key.utf8
    let row = key.withUnsafeBytes { bytes in
      changes.merged[1]!.row(
        key: bytes, hash: bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
    }
    var weight: Int64 = 1
    if case .counting(let count) = fault { weight = count }
    changes.merged[1]!.merge(weight, column: 0, row: row)
    for column in 1...3 { changes.merged[1]!.merge(Int64(number), column: column, row: row) }
  }
}

private struct CannotCount: Error, CustomStringConvertible {
  let number: UInt64
  var description: String { "commit \(number) can't be counted" }
}
