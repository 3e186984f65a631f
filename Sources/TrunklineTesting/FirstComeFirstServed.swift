package import CallDomain
package import Events
package import PluginKit
package import Values

/// The smallest policy that serves everybody: who waits longest goes to who has been free longest.
package struct FirstComeFirstServed: Policy {
  package init() {}

  package static let declaration = PolicyDeclaration(name: "first-come", make: { _ in FirstComeFirstServed() })

  package mutating func observe(_ commit: Commit, in centre: Centre) {}

  package mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] {
    let waiting = centre.queues.values.flatMap(\.line.calls).compactMap { centre.calls[$0]?.entry }
      .filter { $0.phase == .waiting }
    if waiting.isEmpty { return [] }
    let inOrder = waiting.sorted {
      ($0.stay.originalEnqueuedAt, $0.stay.call) < ($1.stay.originalEnqueuedAt, $1.stay.call)
    }
    let free = centre.agents.values.filter { $0.notRoutable == nil }.sorted { ($0.since, $0.id) < ($1.since, $1.id) }
    return zip(inOrder, free).map { entry, agent in
      Wish(
        WishKey(action: "offer", subject: entry.id.description, count: UInt64(entry.offersMade)),
        .makeOffer(MakeOffer(call: entry.stay.call, agents: [agent.id])))
    }
  }
}
