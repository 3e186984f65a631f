public import Values

/// Why a fact from telephony changed nothing. Counted by the writer, by `name`; nothing of it enters the log.
public enum OddFact: Sendable, Equatable {
  /// Never seen, or ended more than ten minutes ago.
  case unknownCall(CallID)
  case callEnded(CallID)
  /// Arrived twice.
  case callAlreadyOpen(CallID)
  /// A live fact about a call of recorded history.
  case callIsRecorded(CallID)
  /// Out of order: the call is elsewhere by now.
  case callElsewhere(CallID)
  /// Telephony reports a step of a flow that the core runs.
  case runIsGuided(CallID)
  /// Nothing of the call listens to digits now, or they are not keys of a phone.
  case digitsNotAwaited(CallID)
  /// That prompt has ended, or was stopped.
  case promptNotPlaying(CallID)
  case offerSettled(OfferID)
  /// The agent is not in this call.
  case agentElsewhere(AgentID)
  case agentNotLoggedIn(AgentID)
  case stationAlreadyLost(AgentID)
  case stationNotLost(AgentID)

  public enum Name: String, Sendable, CaseIterable {
    case unknownCall, callEnded, callAlreadyOpen, callIsRecorded, callElsewhere, runIsGuided
    case digitsNotAwaited, promptNotPlaying, offerSettled
    case agentElsewhere, agentNotLoggedIn, stationAlreadyLost, stationNotLost
  }

  public var name: Name {
    switch self {
    case .unknownCall: .unknownCall
    case .callEnded: .callEnded
    case .callAlreadyOpen: .callAlreadyOpen
    case .callIsRecorded: .callIsRecorded
    case .callElsewhere: .callElsewhere
    case .runIsGuided: .runIsGuided
    case .digitsNotAwaited: .digitsNotAwaited
    case .promptNotPlaying: .promptNotPlaying
    case .offerSettled: .offerSettled
    case .agentElsewhere: .agentElsewhere
    case .agentNotLoggedIn: .agentNotLoggedIn
    case .stationAlreadyLost: .stationAlreadyLost
    case .stationNotLost: .stationNotLost
    }
  }
}
