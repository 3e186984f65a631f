package import CallDomain
package import Values

/// With an eligible idle agent no eligible entry waits (DOMAIN 4.1): asked of a centre about which nobody has anything
/// more to say.
package enum WorkConservation {
  /// How long the longest back-off lasts after a device failed; he is left alone meanwhile (DOMAIN 4.5).
  private static let backOffMax = Milliseconds.minutes(1)

  /// What is wrong; `nil`: nothing.
  package static let check: @Sendable (Centre, Instant) -> String? = { centre, now in
    guard centre.queues.values.contains(where: { !$0.line.isEmpty }) else { return nil }
    let idle = centre.agents.values.filter { agent in
      agent.notRoutable == nil && (agent.deviceTrouble.map { $0.lastAt + backOffMax <= now } ?? true)
    }
    if idle.isEmpty { return nil }
    for queue in centre.queues.values {
      for call in queue.line.calls {
        guard let entry = centre.calls[call]?.entry, entry.offers.isEmpty else { continue }
        if let agent = idle.first(where: { $0.notEligible(for: entry) == nil }) {
          return "call \(call) waits in \(queue.id) while \(agent.id) is idle and may take it"
        }
      }
    }
    return nil
  }
}
