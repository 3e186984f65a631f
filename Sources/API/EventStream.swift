import EventLog
import HTTPServer
import Values

/// Sends one client what it wishes, from where it was, and then what comes.
struct EventStream: Sendable {
  /// A line that says nothing for longer may be cut by whoever stands between. Each client has its own moment.
  private static let silence = (15.0)...(20.0)
  /// For who reads the past: small, since it is kept until the client has taken it.
  private static let page = BatchLimit(records: 64, bytes: 16 << 10)
  /// Events are sent together up to about so many bytes.
  private static let pieceBytes = 16 << 10

  let wish: StreamWish
  let log: any EventLog
  let feed: EventFeed
  /// Where to begin: everything after this is looked at.
  let start: ChainPoint

  /// - Throws: what stands against the wish, as a position that the log does not have.
  static func open(_ wish: StreamWish, on log: any EventLog, _ feed: EventFeed) async throws(LogFailure) -> EventStream
  {
    guard let after = wish.after, after.position > .zero else {
      let genesis = log.chain.genesis(of: wish.slice, in: log.id)
      let start = wish.after == nil ? try await log.head(of: wish.slice) : genesis
      return EventStream(wish: wish, log: log, feed: feed, start: start)
    }
    // The position must be there; its commit is looked at again, for the events behind the index.
    _ = try await log.point(at: after.position, of: wish.slice)
    let start = try await log.point(at: Position(after.position.number - 1), of: wish.slice)
    return EventStream(wish: wish, log: log, feed: feed, start: start)
  }

  /// Until the client or the server has had enough.
  func send(to stream: ResponseStream) async throws {
    try await feed.joined {
      do {
        try await follow(stream)
      } catch let failure as LogFailure {
        try await stream.write(wish.form.problem(.log(failure)))
      }
    }
  }

  private func follow(_ stream: ResponseStream) async throws {
    var point = start
    var seen = wish.after ?? EventID(slice: wish.slice, position: start.position, index: CommitLimits.eventsMax - 1)
    try await stream.write(wish.form.opening + wish.form.mark(seen))
    var due = Self.nextMark()
    while !Task.isCancelled {
      let commits = try await next(after: point)
      if commits.isEmpty {
        if !wish.follows { break }
        await feed.wait(beyond: point.position, until: due)
      } else {
        try await send(commits, to: stream)
        if let last = commits.last { (point, seen) = (last.point, last.last) }
      }
      if ContinuousClock.now >= due {
        try await stream.write(wish.form.mark(seen))
        due = Self.nextMark()
      }
    }
    // Who comes again knows from where, also where the last events were not for it.
    try await stream.write(wish.form.mark(seen))
  }

  /// Empty: nothing follows so far.
  private func next(after point: ChainPoint) async throws(LogFailure) -> [PublicCommit] {
    switch try feed.look(after: point.position) {
    case .commits(let commits): return commits
    case .atEnd where wish.follows: return []
    // Who does not wait wants what the log has, whether or not it has been heard of.
    case .atEnd, .behind:
      return try PublicCommit.all(of: await log.readPatiently(wish.slice, after: point, limit: Self.page))
    }
  }

  private func send(_ commits: [PublicCommit], to stream: ResponseStream) async throws {
    var piece: [UInt8] = []
    for commit in commits {
      for event in commit.events where wish.selection.admits(event, of: commit.centre) && isNew(event, commit) {
        let bytes = wish.form.bytes(event)
        if piece.count + bytes.count > Self.pieceBytes, !piece.isEmpty {
          try await stream.write(piece)
          piece = []
        }
        // The same bytes for all clients, as long as they stand alone.
        piece = piece.isEmpty ? bytes : piece + bytes
      }
    }
    if !piece.isEmpty { try await stream.write(piece) }
  }

  private func isNew(_ event: PublicEvent, _ commit: PublicCommit) -> Bool {
    guard let after = wish.after, after.position == commit.point.position else { return true }
    return event.index > after.index
  }

  private static func nextMark() -> ContinuousClock.Instant { .now + .seconds(Double.random(in: silence)) }
}
