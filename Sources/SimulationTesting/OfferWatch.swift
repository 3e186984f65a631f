package import CallDomain
package import Events
import TelephonyKit
package import Values
import VirtualTime

/// Checks of offers that know nothing of the core: one phone at a time for an entry that somebody accepted, one offer
/// or conversation at a time for an agent, every offer over by its deadline.
package struct OfferWatch: CommitWatcher {
  package private(set) var findings: [String] = []
  package private(set) var offers: UInt64 = 0
  private var open: [OfferID: Instant] = [:]
  private var busy: [AgentID: OfferID] = [:]
  private var accepted: [CallID: OfferID] = [:]

  package init() {}

  package mutating func observe(_ commit: Commit) {
    for event in commit.events {
      switch event.body {
      case .offer(let event): observe(event, at: commit.at)
      case .conversation(.ended(let event)):
        if let agent = event.agent { busy[agent] = nil }
      case .call, .ivr, .entry, .conversation, .agent, .route, .centre, .history, .slice, .`extension`, .unknown: break
      }
    }
  }

  private mutating func observe(_ event: OfferEvent, at now: Instant) {
    switch event {
    case .made(let event): made(event, at: now)
    case .accepted(let event):
      let key = event.offer.id
      if let other = accepted[key.entry.call] {
        found("call \(key.entry.call) is accepted by two: \(other.ordinal), \(key.ordinal)")
      }
      accepted[key.entry.call] = key
      open[key] = max(open[key] ?? now, now) + CoreLimits.joinGrace
    case .joined(let event):
      ended(event.offer, at: now)
      accepted[event.offer.stay.call] = nil
    case .rejected(let event): freed(event.offer, at: now)
    case .expired(let event): freed(event.offer, at: now)
    case .cancelled(let event): freed(event.offer, at: now)
    case .rescinded(let event): freed(event.offer, at: now)
    case .failed(let event): freed(event.offer, at: now)
    case .unknown: break
    }
  }

  private mutating func made(_ event: OfferMade, at now: Instant) {
    offers += 1
    let key = event.offer.id
    if let other = busy[event.offer.agent] {
      found("\(event.offer.agent) is offered call \(key.entry.call) while busy with call \(other.entry.call)")
    }
    if let other = accepted[key.entry.call] {
      found("call \(key.entry.call) is offered again while offer \(other.ordinal) stands")
    }
    busy[event.offer.agent] = key
    open[key] = event.deadline
  }

  private mutating func freed(_ offer: Offer, at now: Instant) {
    ended(offer, at: now)
    busy[offer.agent] = nil
    if accepted[offer.stay.call] == offer.id { accepted[offer.stay.call] = nil }
  }

  private mutating func ended(_ offer: Offer, at now: Instant) {
    guard let deadline = open.removeValue(forKey: offer.id) else {
      return found("offer \(offer.ordinal) of call \(offer.stay.call) ends, but was not open")
    }
    if now > deadline {
      found("offer \(offer.ordinal) of call \(offer.stay.call) ends \(now.since(deadline).count) ms late")
    }
  }

  package mutating func ended(at now: Instant, centre: Centre) {
    for (key, deadline) in open where deadline < now {
      found("offer \(key.ordinal) of call \(key.entry.call) is still open")
    }
  }

  private mutating func found(_ finding: String) { if findings.count < 20 { findings.append(finding) } }
}
