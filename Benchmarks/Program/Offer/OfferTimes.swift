import CallDomain
import Events
import Values

/// How long a match that had become possible took to be an offer, read from commits of which it is known when each was
/// durable. A match becomes possible when the second of the two is free for it: the agent, or the caller.
struct OfferTimes {
  /// The caller waited, and the agent became free; in milliseconds, of those within the span.
  private(set) var agentFreed: [Double] = []
  /// The agent was idle, and the caller came into the line.
  private(set) var callerCame: [Double] = []

  private let span: Range<ContinuousClock.Instant>
  private var freeSince: [AgentID: ContinuousClock.Instant] = [:]
  private var waitsSince: [CallID: ContinuousClock.Instant] = [:]

  init(in span: Range<ContinuousClock.Instant>) { self.span = span }

  mutating func observe(_ commit: Commit, durableAt now: ContinuousClock.Instant) {
    for event in commit.events {
      switch event.body {
      case .agent(.becameReady(let event)): freeSince[event.agent] = now
      case .agent(.wrapUpEnded(let event)): freeSince[event.agent] = now
      case .agent(.stationRestored(let event)): freeSince[event.agent] = now
      case .entry(.enqueued(let event)): waitsSince[event.stay.call] = now
      case .offer(.made(let event)): offered(event.offer, at: now)
      case .offer(.rejected(let event)): undone(event.offer, at: now)
      case .offer(.expired(let event)): undone(event.offer, at: now)
      case .offer(.cancelled(let event)): undone(event.offer, at: now)
      case .offer(.rescinded(let event)): undone(event.offer, at: now)
      case .offer(.failed(let event)): undone(event.offer, at: now)
      case .call(.ended(let event)): waitsSince[event.call] = nil
      case .call, .ivr, .entry, .offer, .conversation, .agent, .route, .centre, .history, .slice, .`extension`,
        .unknown:
        break
      }
    }
  }

  /// Both are free for another match.
  private mutating func undone(_ offer: Offer, at now: ContinuousClock.Instant) {
    freeSince[offer.agent] = now
    waitsSince[offer.stay.call] = now
  }

  /// Matches that are possible at the end and not made: they have taken so long at least.
  mutating func end(at now: ContinuousClock.Instant, _ centre: Centre) {
    let idle = centre.agents.values.filter { $0.notRoutable == nil }
    for call in centre.queues.values.flatMap(\.line.calls) {
      guard let entry = centre.calls[call]?.entry, entry.offers.isEmpty, let waits = waitsSince[call] else { continue }
      let free = idle.filter { $0.notEligible(for: entry) == nil }.compactMap { freeSince[$0.id] }.min()
      guard let free, span.contains(max(free, waits)) else { continue }
      if free > waits { agentFreed.append((now - free).ms) } else { callerCame.append((now - waits).ms) }
    }
  }

  private mutating func offered(_ offer: Offer, at now: ContinuousClock.Instant) {
    guard let free = freeSince[offer.agent], let waits = waitsSince[offer.stay.call] else { return }
    guard span.contains(max(free, waits)) else { return }
    if free > waits { agentFreed.append((now - free).ms) } else { callerCame.append((now - waits).ms) }
  }
}
