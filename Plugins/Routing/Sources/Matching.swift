package import CallDomain
import Events
package import PluginKit
package import Values

/// One match of an asking.
struct Match {
  let demand: Int
  let entry: Demand.Waiting
  let order: RouteOrder
  /// The best first; the chosen one among them.
  let candidates: [Candidate]
  let chosen: Candidate
  let rivals: [Rival]
}

/// A free agent who may take an entry.
struct Candidate {
  let idle: IdleAgent
  let group: Int
  let suitability: Suitability

  static func isBetter(_ a: Candidate, _ b: Candidate) -> Bool {
    a.suitability != b.suitability ? a.suitability > b.suitability : a.idle < b.idle
  }
}

/// Another entry that waits for the same agent.
struct Rival {
  let entry: Demand.Waiting
  let queue: QueueID
  let order: EntryOrder
}

/// The first entry of a line that is not matched yet.
private struct Head {
  let demand: Int
  let line: Int
  let place: Int
  let entry: Demand.Waiting
  let order: EntryOrder
}

extension RoutingPolicy {
  package mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] {
    for group in crowd.release(by: now) { book.freed(group) }
    let crowd = crowd
    book.keepOpen { $0.waiting > 0 && crowd.hasFree(for: $0) }
    var wishes: [Wish] = []
    var matched = Set<AgentID>()
    forEachMatch(at: now, in: centre, &matched) { match, entry in
      wishes.append(offer(match, entry, now))
    }
    explainNobody(at: now, in: centre, &wishes)
    return wishes
  }

  /// In the order of the entries' turns, until there are no more, or `wishesMax`.
  private func forEachMatch(
    at now: Instant, in centre: Centre, _ taken: inout Set<AgentID>, _ body: (Match, Entry) -> Void
  ) {
    var heads = book.open.flatMap { demand in
      book.demands[demand].lines.indices.compactMap { head(of: $0, demand, place: 0, at: now) }
    }
    while taken.count < Self.wishesMax, let next = heads.indices.min(by: { heads[$0].order < heads[$1].order }) {
      let head = heads[next]
      let candidates = best(for: book.demands[head.demand], except: taken)
      guard !candidates.isEmpty, let entry = centre.waitingEntry(of: head.entry.entry.call) else {
        heads.removeAll { $0.demand == head.demand }
        continue
      }
      // Not the same agent twice running while there is another (DOMAIN 4.5).
      let chosen = candidates.first { $0.idle.agent != entry.lastOffered } ?? candidates[0]
      taken.insert(chosen.idle.agent)
      if let following = self.head(of: head.line, head.demand, place: head.place + 1, at: now) {
        heads[next] = following
      } else {
        heads.remove(at: next)
      }
      let match = Match(
        demand: head.demand, entry: head.entry, order: head.order.terms, candidates: candidates, chosen: chosen,
        rivals: rivals(of: head.entry, heads, for: chosen.group, at: now))
      body(match, entry)
    }
  }

  private func head(of line: Int, _ demand: Int, place: Int, at now: Instant) -> Head? {
    let waiting = book.demands[demand].lines[line]
    guard place < waiting.line.count else { return nil }
    let entry = waiting.line[place]
    return Head(
      demand: demand, line: line, place: place, entry: entry, order: waiting.order(of: entry, at: now))
  }

  /// The best free agents for a demand, at most as many as a decision names.
  private func best(for demand: Demand, except taken: Set<AgentID>) -> [Candidate] {
    var best: [Candidate] = []
    for ranked in demand.ranked {
      // Ordered by suitability: nobody better is to come.
      if best.count == Self.candidatesMax, let last = best.last, last.suitability > ranked.suitability { break }
      let free = crowd.groups[ranked.group].free
      for place in 0..<free.count where !taken.contains(free[place].agent) {
        let candidate = Candidate(idle: free[place], group: ranked.group, suitability: ranked.suitability)
        if best.count == Self.candidatesMax {
          guard let last = best.last, Candidate.isBetter(candidate, last) else { break }
          best.removeLast()
        }
        best.insert(candidate, at: best.firstIndex { Candidate.isBetter(candidate, $0) } ?? best.count)
      }
    }
    return best
  }

  /// Who else waits for agents of this group, the next ones first.
  private func rivals(of entry: Demand.Waiting, _ heads: [Head], for group: Int, at now: Instant) -> [Rival] {
    var next: [Rival] = []
    for number in book.active where book.demands[number].mayTake(group) {
      let demand = book.demands[number]
      for (index, line) in demand.lines.enumerated() {
        let first = heads.first { $0.demand == number && $0.line == index }?.place ?? 0
        for place in first..<max(first, min(first + CoreLimits.rivalsPerDecision + 1, line.line.count))
        where line.line[place].entry != entry.entry {
          let rival = Rival(
            entry: line.line[place], queue: demand.queue, order: line.order(of: line.line[place], at: now))
          if next.count == CoreLimits.rivalsPerDecision {
            guard let last = next.last, rival.order < last.order else { break }
            next.removeLast()
          }
          next.insert(rival, at: next.firstIndex { rival.order < $0.order } ?? next.count)
        }
      }
    }
    return next
  }
}

extension Demand.ClassLine {
  func order(of entry: Demand.Waiting, at now: Instant) -> EntryOrder {
    EntryOrder(rule.terms(since: entry.original, at: now), original: entry.original, arrival: entry.arrival)
  }
}

extension Crowd {
  func hasFree(for demand: Demand) -> Bool {
    demand.ranked.contains { !groups[$0.group].free.isEmpty }
  }
}
