import EventLog
import HTTPServer
import Values

/// Sends one client what it wishes, from where it was, and then what comes.
struct EventStream: Sendable {
  /// A line that says nothing for longer may be cut by whoever stands between. Each client has its own moment.
  private static let silence = (15.0)...(20.0)
  /// For who reads the past.
  private static let page = BatchLimit(records: 64, bytes: 16 << 10)
  /// Events are written together up to so many bytes, and one that is larger in parts.
  private static let pieceBytes = 64 << 10
  /// Commits of a greater size are not kept while the client takes its time, and looked up again.
  private static let keptBytes = 64 << 10

  let wish: StreamWish
  let log: any EventLog
  let feed: EventFeed
  /// Where to begin: everything after this is looked at.
  let start: StreamPlace
  /// What the client hears of a log that fails it.
  let problem: @Sendable (LogFailure) -> HTTPProblem

  /// Where to begin with the wish.
  /// - Throws: what stands against it, as a position that the log does not have.
  static func place(of wish: StreamWish, on log: any EventLog) async throws(HTTPProblem) -> StreamPlace {
    let found: (record: ChainPoint, before: ChainPoint)
    do throws(LogFailure) {
      found = try await records(at: wish.after?.event.position, of: wish.slice, in: log)
    } catch {
      throw .log(error)
    }
    guard let after = wish.after else {
      let last = EventID(slice: wish.slice, position: found.record.position, index: CommitLimits.eventsMax - 1)
      return StreamPlace(after: found.record, seen: StreamCursor(last, of: found.record))
    }
    guard after.isOf(found.record) else { throw .otherLog(at: after.event) }
    // The commit is looked at again, for the events behind the index.
    return StreamPlace(after: found.before, seen: StreamCursor(after.event, of: found.record))
  }

  /// The record at the position, or at the end, and the one before it.
  private static func records(
    at position: Position?, of slice: Slice, in log: any EventLog
  ) async throws(LogFailure) -> (record: ChainPoint, before: ChainPoint) {
    guard let position else {
      let head = try await log.head(of: slice)
      return (head, head)
    }
    let record = try await record(at: position, of: slice, in: log)
    if position == .zero { return (record, record) }
    return (record, try await self.record(at: Position(position.number - 1), of: slice, in: log))
  }

  private static func record(
    at position: Position, of slice: Slice, in log: any EventLog
  ) async throws(LogFailure) -> ChainPoint {
    if position == .zero { return log.chain.genesis(of: slice, in: log.id) }
    return try await log.point(at: position, of: slice)
  }

  /// Until the client or the server has had enough.
  func send(to stream: ResponseStream) async throws {
    try await feed.joined {
      do {
        try await follow(stream)
      } catch let failure as LogFailure {
        // In the middle of an event nothing can be said: the line is cut.
        if stream.isMidway { throw failure }
        try await stream.write(wish.form.problem(problem(failure)))
      }
    }
  }

  private func follow(_ stream: ResponseStream) async throws {
    var place = start
    var commits: [PublicCommit] = []
    try await stream.write(wish.form.opening + wish.form.mark(place.seen))
    var due = Self.nextMark()
    while !Task.isCancelled {
      if commits.isEmpty { commits = try await next(after: place.point) }
      if commits.isEmpty {
        if !wish.follows { break }
        await feed.wait(beyond: place.point.position, until: due)
      } else {
        let piece = place.take(from: commits, wish.selection, as: wish.form, bytesMax: Self.pieceBytes)
        commits = Self.kept(of: commits, after: place.point)
        if !piece.isEmpty { try await stream.write(piece, goesOn: place.isMidway) }
      }
      if ContinuousClock.now >= due, !place.isMidway {
        try await stream.write(wish.form.mark(place.seen))
        due = Self.nextMark()
      }
    }
    // Who comes again knows from where, also where the last events were not for it.
    try await stream.write(wish.form.mark(place.seen))
  }

  /// What is not done with; empty: it is too large to be kept.
  private static func kept(of commits: [PublicCommit], after point: ChainPoint) -> [PublicCommit] {
    guard let first = commits.firstIndex(where: { $0.point.position > point.position }) else { return [] }
    let rest = commits[first...]
    return rest.reduce(0) { $0 + $1.byteCount } > keptBytes ? [] : Array(rest)
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

  private static func nextMark() -> ContinuousClock.Instant { .now + .seconds(Double.random(in: silence)) }
}
