import CallDomain
import CallHandling
import Calls
import EventLog
import Events
import Values

/// Finds the reasons of one centre in the log, in its order, without reading all of it where that can be helped.
struct ReasonReading {
  let centre: CentreID
  let loader: SliceLoader
  /// Commits of the first look back from the log's end; each look goes over four times as many.
  var lookBack: UInt64 = 16_384

  private var log: any EventLog { loader.log }
  private var slice: Slice { Slice(of: centre) }
  private var genesis: ChainPoint { log.chain.genesis(of: slice, in: log.id) }

  /// - Parameter ended: how the call ended, as far as the rows tell. That, and what was saved of the centre, is a hint:
  ///   where the call's arrival is not found by it, everything is read.
  func reasons(of call: CallID, ended: CallRow?) async throws -> [Reason] {
    if let stretch = try await hint(of: call, ended) {
      let found = try await read(call, after: stretch.start, through: stretch.end)
      if found.hasArrival { return found.reasons }
    }
    return try await read(call, after: genesis, through: nil).reasons
  }

  /// The last so many.
  func reasons(of agent: AgentID, last: Int) async throws -> [Reason] {
    var found: [Reason] = []
    var end = try await log.head(of: slice).position
    var width = lookBack
    while end > .zero, found.count < last {
      let start =
        end.number > width ? try await log.point(at: Position(end.number - width), of: slice) : genesis
      var earlier: [Reason] = []
      try await read(after: start, through: end) { commit in
        earlier += commit.events.compactMap { Reason($0) }.filter { $0.tells(of: agent) }
      }
      found = earlier + found
      end = start.position
      width *= 4
    }
    return Array(found.suffix(last))
  }

  private struct Stretch {
    let start: ChainPoint
    /// `nil`: the head.
    let end: Position?
  }

  /// Where the call probably stands; `nil`: anywhere.
  private func hint(of call: CallID, _ ended: CallRow?) async throws -> Stretch? {
    if let ended, ended.place.centre == centre {
      return Stretch(start: try await log.point(before: ended.arrivedAt, of: slice), end: ended.place.position)
    }
    guard let saved = await loader.saved(slice) else { return nil }
    guard let open = saved.centres[centre]?.calls[call] else { return Stretch(start: saved.point, end: nil) }
    return Stretch(start: try await log.point(before: open.arrivedAt, of: slice), end: nil)
  }

  private func read(
    _ call: CallID, after start: ChainPoint, through end: Position?
  ) async throws -> (reasons: [Reason], hasArrival: Bool) {
    var reasons: [Reason] = []
    var hasArrival = false
    try await read(after: start, through: end) { commit in
      for event in commit.events {
        if case .call(.arrived(let arrived)) = event.body, arrived.call == call { hasArrival = true }
        if let reason = Reason(event), reason.tells(of: call) { reasons.append(reason) }
      }
    }
    return (reasons, hasArrival)
  }

  private func read(after start: ChainPoint, through end: Position?, _ each: (Commit) -> Void) async throws {
    let stream = try await log.scan(slice, after: start, through: end, limit: .bulk)
    try await stream.forEachBatch { batch in
      try batch.forEachCommit { commit in
        if commit.centre == centre { each(commit) }
      }
      return true
    }
  }
}
