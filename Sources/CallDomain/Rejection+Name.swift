extension Rejection {
  /// The rule by its name alone: for metrics, answers and tables.
  public enum Name: String, Sendable, CaseIterable {
    case commandIDReused, otherCentre, unknownCommand, importOnly, tooManyFacts, invalidConfiguration
    case configurationMoved, tooManyCalls
    case unknownCall, callIsRecorded, callAlreadyQueued, callInConversation, unknownQueue, queueFull
    case tooManySkills, entryNotWaiting, priorityUnchanged, noAgentNamed, agentNamedTwice, tooManyAgents
    case agentNotRoutable, agentNotEligible, routeMismatch
    case alreadyOffered, offerNotOpen, notTheOfferedAgent, lateAnswer, offerAlreadyAccepted
    case unknownAgent, alreadyLoggedIn, notLoggedIn, agentBusy, alreadyReady, alreadyNotReady
    case notInConversation, alreadyOnHold, notOnHold, notInWrapUp, wrapUpTooLong, invalidSkill
  }

  public var name: Name {
    switch self {
    case .commandIDReused: .commandIDReused
    case .otherCentre: .otherCentre
    case .unknownCommand: .unknownCommand
    case .importOnly: .importOnly
    case .tooManyFacts: .tooManyFacts
    case .invalidConfiguration: .invalidConfiguration
    case .configurationMoved: .configurationMoved
    case .tooManyCalls: .tooManyCalls
    case .unknownCall: .unknownCall
    case .callIsRecorded: .callIsRecorded
    case .callAlreadyQueued: .callAlreadyQueued
    case .callInConversation: .callInConversation
    case .unknownQueue: .unknownQueue
    case .queueFull: .queueFull
    case .tooManySkills: .tooManySkills
    case .entryNotWaiting: .entryNotWaiting
    case .priorityUnchanged: .priorityUnchanged
    case .noAgentNamed: .noAgentNamed
    case .agentNamedTwice: .agentNamedTwice
    case .tooManyAgents: .tooManyAgents
    case .agentNotRoutable: .agentNotRoutable
    case .agentNotEligible: .agentNotEligible
    case .routeMismatch: .routeMismatch
    case .alreadyOffered: .alreadyOffered
    case .offerNotOpen: .offerNotOpen
    case .notTheOfferedAgent: .notTheOfferedAgent
    case .lateAnswer: .lateAnswer
    case .offerAlreadyAccepted: .offerAlreadyAccepted
    case .unknownAgent: .unknownAgent
    case .alreadyLoggedIn: .alreadyLoggedIn
    case .notLoggedIn: .notLoggedIn
    case .agentBusy: .agentBusy
    case .alreadyReady: .alreadyReady
    case .alreadyNotReady: .alreadyNotReady
    case .notInConversation: .notInConversation
    case .alreadyOnHold: .alreadyOnHold
    case .notOnHold: .notOnHold
    case .notInWrapUp: .notInWrapUp
    case .wrapUpTooLong: .wrapUpTooLong
    case .invalidSkill: .invalidSkill
    }
  }
}
