import CommandLineKit
import EventJSON
import EventLog
import Events
import Values
import WireRuntime

/// Prints events as they are read: memory does not grow with the log.
struct EventListing {
  private let filter: EventFilter
  private let format: OutputFormat
  private let console: Console
  private var rows: RowWriter
  private var left: Int
  /// Whether nothing was printed so far.
  private(set) var isEmpty = true

  private static let columns: [Column] = [
    .text("id", "Event"), .number("occurredAt", "Occurred at"), .text("centre", "Centre"), .text("type", "Type"),
    Column("event", "Facts", alignment: .left, shrinks: true),
  ]

  init(filter: EventFilter, limit: Int, format: OutputFormat, console: Console) {
    self.filter = filter
    self.format = format
    self.console = console
    left = limit
    rows = RowWriter(Self.columns, format: format, console: console)
  }

  mutating func run(_ log: any EventLog) async throws {
    for slice in try await log.occupiedSlices() where left > 0 {
      let genesis = log.chain.genesis(of: slice, in: log.id)
      let start = if let from = filter.from { try await log.point(before: from, of: slice) } else { genesis }
      let stream = try await log.scan(slice, after: start, through: nil, limit: .bulk)
      try await stream.forEachBatch { batch in
        try show(batch)
        return left > 0
      }
    }
    if format != .ndjson { try rows.finish() }
    try console.out.flush()
  }

  private mutating func show(_ batch: RecordBatch) throws {
    for index in batch.headers.indices where left > 0 {
      let commit: Commit
      do {
        commit = try batch.withBody(at: index) { try Commit(wire: $0.bytes) }
      } catch {
        throw LogFailure.undecodable(at: batch.headers[index].position, of: batch.slice, error)
      }
      guard filter.admits(commit) else { continue }
      for (number, event) in commit.events.enumerated() where left > 0 && filter.admits(event) {
        try show(event, number, commit)
      }
    }
  }

  private mutating func show(_ event: Event, _ number: Int, _ commit: Commit) throws {
    let text = event.jsonText()
    guard filter.admits(text: text) else { return }
    left -= 1
    isEmpty = false
    let id = EventID(slice: commit.slice, position: commit.position, index: number).description
    if format == .ndjson {
      let centre = commit.centre.map { "\"\($0)\"" } ?? "null"
      try console.out.line(
        "{\"id\":\"\(id)\",\"type\":\"\(event.typeName)\",\"centre\":\(centre),\"at\":\"\(commit.at)\","
          + "\"recordedAt\":\"\(commit.recordedAt)\",\"event\":\(text)}")
    } else {
      try rows.write([
        .text(id), .instant(event.occurredAt), .optional(commit.centre) { .text($0.text) }, .text(event.typeName),
        .text(text),
      ])
    }
  }
}
