import EventLog
import Values

/// How far a client of the stream is: commits that are done with, events of the next one, bytes of the event after
/// those. It is enough to go on from, so that whoever takes nothing keeps no commit in memory.
struct StreamPlace: Sendable, Equatable {
  /// The last commit that is done with.
  private(set) var point: ChainPoint
  /// The last event that the client has, or that is not for it.
  private(set) var seen: StreamCursor
  /// So many bytes of the event after that are written.
  private var written = 0

  /// - Parameter seen: of the commit after `point`, or of that at it.
  init(after point: ChainPoint, seen: StreamCursor) {
    self.point = point
    self.seen = seen
  }

  /// In the middle of an event.
  var isMidway: Bool { written > 0 }

  /// What the client gets next of the commits, which follow `point`: whole events up to so many bytes, or a part of one
  /// that is larger. Empty: there was nothing for it.
  mutating func take(
    from commits: [PublicCommit], _ selection: EventSelection, as form: StreamForm, bytesMax: Int
  ) -> [UInt8] {
    var piece: [UInt8] = []
    for commit in commits {
      for event in commit.events where isNew(event, of: commit) {
        if selection.admits(event, of: commit.centre) {
          let rest = form.bytes(event).dropFirst(written)
          if !piece.isEmpty, piece.count + rest.count > bytesMax { return piece }
          let part = rest.prefix(bytesMax)
          // The same bytes for all clients, as long as they stand alone.
          if piece.isEmpty { piece = Array(part) } else { piece += part }
          guard part.count == rest.count else {
            written += part.count
            return piece
          }
          written = 0
        }
        seen = StreamCursor(event.id, of: commit.point)
      }
      point = commit.point
      seen = StreamCursor(commit.last, of: commit.point)
    }
    return piece
  }

  private func isNew(_ event: PublicEvent, of commit: PublicCommit) -> Bool {
    commit.point.position > seen.event.position || event.id.index > seen.event.index
  }
}
