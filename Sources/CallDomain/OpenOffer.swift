package import Events
package import Values

/// One entry presented to one agent, as long as it is open. Its machine:
/// made → accepted → joined; made → rejected | expired; made | accepted → cancelled (caller gone), failed, rescinded
/// (withdrawn; while made also lost race). Every end takes it out of its entry.
package struct OpenOffer: Sendable, Equatable {
  package enum Progress: Sendable, Equatable {
    /// The agent's phone rings. Can transition to: accepted, or an end by `deadline`.
    case made
    /// The agent said yes, the line is being put through. Can transition to: joined, failed, cancelled, rescinded.
    case accepted(joinBy: Instant)
  }

  package let ordinal: UInt32
  package let agent: AgentID
  package let madeAt: Instant
  package let deadline: Instant
  package internal(set) var progress = Progress.made

  package var isAccepted: Bool {
    switch progress {
    case .made: false
    case .accepted: true
    }
  }

  /// The offer as its events repeat it.
  package func offer(of stay: Stay) -> Offer { Offer(stay: stay, ordinal: ordinal, agent: agent, madeAt: madeAt) }

  mutating func accepted(at: Instant) { progress = .accepted(joinBy: max(deadline, at) + CoreLimits.joinGrace) }
}

/// How an offer ended.
public enum OfferEnd: Sendable, Equatable, CaseIterable {
  case joined, rejected, expired, callerGone, lostRace, withdrawn, failed
}
