public import EventLog
public import Events
public import Storage
import WireRuntime

/// A projection written against decoded events: the plain form, fast enough for most. Hot projections read views
/// instead (`BatchProjection`).
public protocol EventProjection: Sendable {
  /// The families it reads, as `call`, `conversation`: an event of these that this build does not know stops the slice,
  /// since skipping it would be silently wrong.
  var families: Set<String> { get }

  /// Adds to `changes` what this event changes.
  func apply(_ event: Event, in commit: CommitContext, to changes: inout RowChanges) throws
}

/// Where an event stands.
public struct CommitContext: Sendable {
  public let commit: Commit
  public let eventIndex: Int
}

/// Feeds an `EventProjection` from batches of records.
public struct DecodingProjection<Inner: EventProjection>: BatchProjection {
  private let inner: Inner

  public init(_ inner: Inner) { self.inner = inner }

  public func fold(
    _ batch: RecordBatch, skipping skipped: SkippedEvents, into changes: inout RowChanges
  ) throws(ProjectionFault) {
    try batch.forEachBody { (header, body) throws(ProjectionFault) in
      if skipped.contains(position: header.position, eventIndex: -1) { return }
      let commit: Commit
      do {
        commit = try Commit(wire: body.bytes)
      } catch {
        throw ProjectionFault(
          position: header.position, eventIndex: -1, reason: "the commit can't be decoded: \(error)")
      }
      for (index, event) in commit.events.enumerated() {
        if skipped.contains(position: header.position, eventIndex: Int32(index)) { continue }
        do {
          try check(event.typeName)
          try inner.apply(event, in: CommitContext(commit: commit, eventIndex: index), to: &changes)
        } catch {
          throw ProjectionFault(position: header.position, eventIndex: Int32(index), reason: "\(error)")
        }
      }
    }
  }
}

extension DecodingProjection {
  /// An event of a newer version is named `family.unknown-37`.
  private func check(_ type: String) throws {
    guard let dot = type.utf8.firstIndex(of: UInt8(ascii: ".")) else { return }
    if type[dot...].hasPrefix(".unknown-"), inner.families.contains(String(type[..<dot])) {
      throw UnknownEvent(type: type)
    }
  }
}

@usableFromInline struct UnknownEvent: Error, CustomStringConvertible {
  let type: String
  @usableFromInline init(type: String) { self.type = type }
  @usableFromInline var description: String { "an event of a declared family that this version does not know: \(type)" }
}
