package import Values

/// What an adapter is to do, once. What came of it is a report of its own; an instruction that can no longer be carried
/// out (the phone is free already) is passed over. One to ring for a caller or to put him through whose line is gone is
/// answered with his hang-up and the cause `lineGone`: the core has not heard of it.
package struct Instruction: Sendable, Equatable {
  /// Of the event that it comes from.
  package let id: EventID
  package let act: Act

  package init(id: EventID, act: Act) {
    self.id = id
    self.act = act
  }

  package static let lineGone = "lineGone"

  package enum Act: Sendable, Equatable {
    /// Reports: `AcceptOffer` or `RejectOffer` of the agent, `ReportOfferFailed` where the phone is busy or gone.
    case ringPhone(OfferID, agent: AgentID, until: Instant)
    /// Reports: `ReportJoined` when they hear each other, else `ReportOfferFailed`.
    case putThrough(OfferID, agent: AgentID)
    /// The offer is over without a conversation: the phone rings no longer, what was being put through is undone.
    case stopRinging(OfferID, agent: AgentID)
    case hold(CallID, agent: AgentID)
    case retrieve(CallID, agent: AgentID)
    /// The conversation is over on the other side: the agent's phone is free.
    case releaseAgent(CallID, agent: AgentID)
    /// The call is over for the core: the caller's line, if there still is one, is closed. No report.
    case dropLine(CallID, cause: String)
  }
}

extension Instruction.Act {
  package var call: CallID {
    switch self {
    case .ringPhone(let offer, _, _), .putThrough(let offer, _), .stopRinging(let offer, _): offer.entry.call
    case .hold(let call, _), .retrieve(let call, _), .releaseAgent(let call, _), .dropLine(let call, _): call
    }
  }
}
