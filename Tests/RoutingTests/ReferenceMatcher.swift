import CallDomain
import Events
import TrunklineTesting
import Values

/// The rules of DOMAIN 4 in the plainest words, over the whole centre and without an index: what routing must do.
struct ReferenceMatcher {
  let centre: Centre
  let now: Instant

  struct Pair: Equatable, CustomStringConvertible {
    let call: CallID
    let agent: AgentID
    var description: String { "\(call.description.suffix(4))→\(agent)" }
  }

  var waiting: [Entry] {
    centre.calls.values.compactMap { call in
      guard !call.recorded, let entry = call.entry, entry.offers.isEmpty else { return nil }
      return entry
    }
    .sorted(by: comesFirst)
  }

  var free: [Agent] { centre.agents.values.filter { $0.notRoutable == nil && !isLeftAlone($0) } }

  /// The whole matching, in the order of the entries' turns.
  func pairs() -> [Pair] {
    var left = free
    var pairs: [Pair] = []
    for entry in waiting {
      let able = left.filter { $0.notEligible(for: entry) == nil }.sorted { suits($0, better: $1, entry) }
      guard let chosen = able.first(where: { $0.id != entry.lastOffered }) ?? able.first else { continue }
      pairs.append(Pair(call: entry.stay.call, agent: chosen.id))
      left.removeAll { $0.id == chosen.id }
    }
    return pairs
  }

  private func isLeftAlone(_ agent: Agent) -> Bool {
    guard let trouble = agent.deviceTrouble else { return false }
    let seconds: [Int64] = [0, 5, 10, 20, 40]
    let span = trouble.failures < 5 ? seconds[Int(trouble.failures)] : 60
    return now < trouble.lastAt + .seconds(span)
  }

  private func comesFirst(_ a: Entry, _ b: Entry) -> Bool {
    let (guardedA, guardedB) = (isGuarded(a), isGuarded(b))
    if guardedA != guardedB { return guardedA }
    let (scoreA, scoreB) = (score(a), score(b))
    if !guardedA, scoreA != scoreB { return scoreA > scoreB }
    if a.stay.originalEnqueuedAt != b.stay.originalEnqueuedAt {
      return a.stay.originalEnqueuedAt < b.stay.originalEnqueuedAt
    }
    return a.arrival < b.arrival
  }

  private func wait(_ entry: Entry) -> Int64 { now.since(entry.stay.originalEnqueuedAt).count }

  private func isGuarded(_ entry: Entry) -> Bool {
    let limit = centre.queues[entry.stay.queue]?.configuration.waitGuardMs.count ?? 0
    return limit > 0 && wait(entry) > limit
  }

  private func score(_ entry: Entry) -> Double {
    let kind = centre.queues[entry.stay.queue]?.configuration.classes.first { $0.priority == entry.stay.priority }
    return Double(kind?.offsetMs.count ?? 0)
      + Double(wait(entry)) * Double(kind?.accelerationPercent ?? 100) / 100
  }

  private func suits(_ a: Agent, better b: Agent, _ entry: Entry) -> Bool {
    let (metA, metB) = (preferredMet(a, entry), preferredMet(b, entry))
    if metA != metB { return metA > metB }
    if centre.queues[entry.stay.queue]?.configuration.strategy == .bestSkill {
      let (levelA, levelB) = (levels(a, entry), levels(b, entry))
      if levelA != levelB { return levelA > levelB }
    }
    return a.idleSince != b.idleSince ? a.idleSince < b.idleSince : a.id < b.id
  }

  private func preferredMet(_ agent: Agent, _ entry: Entry) -> Int {
    entry.skills.filter { asked in
      asked.preferred && agent.skills.contains { $0.skill == asked.skill && $0.level >= asked.minLevel }
    }.count
  }

  private func levels(_ agent: Agent, _ entry: Entry) -> UInt32 {
    entry.skills.reduce(0) { sum, asked in sum + (agent.skills.first { $0.skill == asked.skill }?.level ?? 0) }
  }
}
