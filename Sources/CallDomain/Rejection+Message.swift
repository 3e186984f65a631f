import Values

extension Rejection: CustomStringConvertible {
  /// For people: what is wrong, and what to do.
  public var message: String {
    switch self {
    case .commandIDReused(let position):
      "Another command with this id took effect at position \(position). Give every command an id of its own."
    case .otherCentre(let centre): "This writer is of another centre than \(centre). Send it to that centre's writer."
    case .unknownCommand(let field): "The command (field \(field)) is of a newer version. Update this server."
    case .importOnly: "Recorded history comes from an import, and an import sends nothing else."
    case .tooManyFacts(let limit): "One command records at most \(limit) facts. Send several."
    case .invalidConfiguration(let mistakes):
      "The configuration has \(mistakes.count) mistakes: " + mistakes.map(\.description).joined(separator: "; ")
    case .configurationMoved(let version):
      "The configuration is at version \(version) by now. Look at the difference again."
    case .tooManyCalls(let limit): "The centre has \(limit) open calls, its limit. Refuse the call as busy."
    case .unknownCall(let call): "Call \(call) is not open: it has ended, or was never reported."
    case .callIsRecorded(let call): "Call \(call) is recorded history. Only its import adds to it."
    case .callAlreadyQueued(let call): "Call \(call) is in a queue. Flow it out first."
    case .callInConversation(let call): "Call \(call) is with an agent."
    case .unknownQueue(let queue): "Queue \(queue) is not configured. See `get queues`."
    case .queueFull(let queue, let limit): "Queue \(queue) holds \(limit) calls, its limit. Overflow the call."
    case .tooManySkills(let limit): "At most \(limit) skills. Leave some out."
    case .entryNotWaiting(let call): "Call \(call) does not wait in a queue."
    case .priorityUnchanged(let call): "Call \(call) has this priority."
    case .noAgentNamed(let call): "An offer of call \(call) needs at least one agent."
    case .agentNamedTwice(let agent): "Agent \(agent) is named twice. Name each agent once."
    case .tooManyAgents(let limit): "One offer goes to at most \(limit) agents. Name fewer."
    case .agentNotRoutable(let agent, let why): "Agent \(agent) takes no offer: \(why.words). Choose another."
    case .agentNotEligible(let agent, let why): "Agent \(agent) may not take it: \(why.words). Choose another."
    case .routeMismatch(let call, let what): "The decision about call \(call) \(what.words)."
    case .alreadyOffered(let call): "Call \(call) is being offered. Wait for the answer."
    case .offerNotOpen(let call): "Call \(call) is offered to nobody."
    case .notTheOfferedAgent(let call, let agent): "Call \(call) is offered to others than agent \(agent)."
    case .lateAnswer(let call, let agent, let end):
      "Too late: the offer of call \(call) to agent \(agent) \(end.words)."
    case .offerAlreadyAccepted(let call): "The offer of call \(call) is accepted already."
    case .unknownAgent(let agent): "Agent \(agent) is not configured. See `get agents`."
    case .alreadyLoggedIn(let agent): "Agent \(agent) is logged in."
    case .notLoggedIn(let agent): "Agent \(agent) is not logged in. Log in first."
    case .agentBusy(let agent, let state): "Agent \(agent) is \(state.name). End that, or ask a supervisor."
    case .alreadyReady(let agent): "Agent \(agent) is ready."
    case .alreadyNotReady(let agent): "Agent \(agent) is not ready for this reason."
    case .notInConversation(let call, let agent): "Agent \(agent) is not in call \(call)."
    case .alreadyOnHold(let call): "Call \(call) is on hold."
    case .notOnHold(let call): "Call \(call) is not on hold."
    case .notInWrapUp(let agent): "Agent \(agent) is not in wrap-up."
    case .wrapUpTooLong(let limit): "Wrap-up goes on for more than nothing and at most \(limit.count / 60_000) minutes."
    case .invalidSkill(let skill): "Skill \(skill) is named twice, or its level is not 1 to 10."
    }
  }

  public var description: String { message }
}

extension OfferEnd {
  var words: String {
    switch self {
    case .joined: "was answered"
    case .rejected: "was refused"
    case .expired: "has expired"
    case .callerGone: "ended, the caller is gone"
    case .lostRace: "was won by another agent"
    case .withdrawn: "was withdrawn"
    case .failed: "failed at the device"
    }
  }
}
