public import Events
public import Values

/// Why a command was not accepted: the rule that it met. The state is as it was.
public enum Rejection: Error, Sendable, Equatable {
  // About the command itself.
  /// One with its id took effect there, and its sender says that it had another body.
  case commandIDReused(at: Position)
  case otherCentre(CentreID)
  /// A command of a newer version.
  case unknownCommand(UInt32)
  /// `RecordHistory` by somebody else than an import, or an import that does something else.
  case importOnly
  case tooManyFacts(limit: Int)
  case invalidConfiguration([ConfigurationMistake])
  /// It was made from another version than the present one, which this is.
  case configurationMoved(version: UInt32)

  // About a call.
  case tooManyCalls(limit: UInt32)
  case unknownCall(CallID)
  case callIsRecorded(CallID)
  case callAlreadyQueued(CallID)
  case callInConversation(CallID)

  // About a queue and an entry.
  case unknownQueue(QueueID)
  case queueFull(QueueID, limit: UInt32)
  case tooManySkills(limit: Int)
  case entryNotWaiting(CallID)
  case priorityUnchanged(CallID)

  // About offers.
  case noAgentNamed(CallID)
  case agentNamedTwice(AgentID)
  case tooManyAgents(limit: Int)
  case agentNotRoutable(AgentID, NotRoutable)
  case agentNotEligible(AgentID, NotEligible)
  case routeMismatch(CallID, RouteMismatch)
  case alreadyOffered(CallID)
  case offerNotOpen(CallID)
  case notTheOfferedAgent(CallID, AgentID)
  case lateAnswer(CallID, AgentID, OfferEnd)
  case offerAlreadyAccepted(CallID)

  // About an agent.
  case unknownAgent(AgentID)
  case alreadyLoggedIn(AgentID)
  case notLoggedIn(AgentID)
  case agentBusy(AgentID, AgentState)
  case alreadyReady(AgentID)
  case alreadyNotReady(AgentID)
  case notInConversation(CallID, AgentID)
  case alreadyOnHold(CallID)
  case notOnHold(CallID)
  case notInWrapUp(AgentID)
  case wrapUpTooLong(limit: Milliseconds)
  case invalidSkill(SkillID)
}
