package import Events
package import Values

/// One known agent: three regions at once, never flattened.
package struct Agent: Sendable, Equatable {
  package struct LogIn: Sendable, Equatable {
    package let at: Instant
    package internal(set) var station: String
    package let site: String
    package let inferred: Bool
  }

  package enum Session: Sendable, Equatable {
    /// Can transition to: loggedIn.
    case loggedOut
    /// Can transition to: disconnected, loggedOut.
    case loggedIn(LogIn)
    /// The station is lost. Can transition to: loggedIn, loggedOut.
    case disconnected(LogIn)
  }

  package enum Status: Sendable, Equatable {
    /// Can transition to: notReady.
    case ready
    /// Can transition to: ready, notReady with another reason.
    case notReady(reason: String, cause: StatusCause)
  }

  package struct PendingStatus: Sendable, Equatable {
    package let status: Status
    package let cause: StatusCause
  }

  package struct WrapUp: Sendable, Equatable {
    package let stay: Stay
    package let startedAt: Instant
    package internal(set) var deadline: Instant
  }

  /// Other calls (outbound, internal) will be a case of their own.
  package enum VoiceSlot: Sendable, Equatable {
    /// Can transition to: offered, and within a commit from a conversation's end to wrapUp.
    case free
    /// Can transition to: talking, free.
    case offered(OfferID, queue: QueueID)
    /// Can transition to: holding, wrapUp, free.
    case talking(CallID, queue: QueueID)
    /// Can transition to: talking, wrapUp, free.
    case holding(CallID, queue: QueueID)
    /// Can transition to: free.
    case wrapUp(WrapUp)
  }

  package struct SettledOffer: Sendable, Equatable {
    package let call: CallID
    package let end: OfferEnd
  }

  /// Offers that his device could not take, without an answered one between.
  package struct DeviceTrouble: Sendable, Equatable {
    package let failures: UInt32
    package let lastAt: Instant

    package init(failures: UInt32, lastAt: Instant) {
      self.failures = failures
      self.lastAt = lastAt
    }
  }

  package let id: AgentID
  /// Named by the configuration; others come with recorded history and are forgotten when they leave.
  package internal(set) var configured: Bool
  package internal(set) var skills: [SkillLevel]
  /// Whose entries he may take; empty: all.
  package internal(set) var queues: [QueueID] = []
  package internal(set) var session = Session.loggedOut
  package internal(set) var status = Status.notReady(reason: Agent.logInReason, cause: .`self`)
  /// When he is ready again by himself, after too many strikes; `nil`: when somebody says so.
  package internal(set) var notReadyUntil: Instant?
  package internal(set) var pending: PendingStatus?
  package internal(set) var slot = VoiceSlot.free
  /// Since when the derived state lasts.
  package internal(set) var since = Instant.epoch
  /// The idle clock (DOMAIN 4.4): since when he was last made free and ready by something else than an offer that ended
  /// without his fault. A conversation, a missed offer, a stay in not-ready and a lost station let it begin again.
  package internal(set) var idleSince = Instant.epoch
  package internal(set) var deviceTrouble: DeviceTrouble?
  /// Missed or refused offers without an answered one between.
  package internal(set) var strikes: UInt32 = 0
  /// Open conversations of recorded history that leave the slot alone.
  package internal(set) var overlapping: UInt32 = 0
  /// The last offer that ended, to tell a late answer why.
  var lastOffer: SettledOffer?
  /// The stay of the last conversation, for the wrap-up that may follow in the same commit.
  var lastStay: Stay?

  init(id: AgentID, configured: Bool, skills: [SkillLevel] = []) {
    self.id = id
    self.configured = configured
    self.skills = skills
  }

  /// The reason of being not ready right after a log-in.
  static let logInReason = "login"
  /// The reason of being not ready after too many strikes.
  static let missedOffersReason = "missedOffers"
}

extension Agent {
  package var logIn: LogIn? {
    switch session {
    case .loggedOut: nil
    case .loggedIn(let logIn), .disconnected(let logIn): logIn
    }
  }

  package var isDisconnected: Bool {
    if case .disconnected = session { true } else { false }
  }

  package var isFree: Bool { slot == .free }

  /// Neither logged in nor busy nor named by the configuration: nothing is left to know of him.
  var isForgettable: Bool { !configured && session == .loggedOut && isFree && overlapping == 0 }

  /// `nil`: an offer may be made.
  package var notRoutable: NotRoutable? {
    switch session {
    case .loggedOut: return .loggedOut
    case .disconnected: return .stationLost
    case .loggedIn: break
    }
    if overlapping > 0 { return .busy(.talking) }
    switch slot {
    case .offered, .talking, .holding, .wrapUp: return .busy(state)
    case .free: break
    }
    switch status {
    case .notReady(let reason, _): return .notReady(reason: reason)
    case .ready: return nil
    }
  }

  /// What the system makes of a logged-in agent.
  package var state: AgentState {
    if isDisconnected { return .disconnected }
    switch slot {
    case .offered: return .offered
    case .talking: return .talking
    case .holding: return .holding
    case .wrapUp: return .wrapUp
    case .free: return status == .ready ? .idle : .notReady
    }
  }

  /// The state left at `moment`; `nil` for who is not logged in. Never shorter than nothing: I7.
  package func left(at moment: Instant) -> AgentInterval? {
    guard let logIn else { return nil }
    let state = state
    var interval = AgentInterval(state: state, since: since, until: max(moment, since), inferred: logIn.inferred)
    switch state {
    case .notReady: if case .notReady(let reason, _) = status { interval.reason = reason }
    case .offered, .talking, .holding, .wrapUp, .otherCall:
      interval.call = callInSlot
      interval.queue = queueInSlot
    case .idle, .disconnected: break
    }
    return interval
  }

  package var callInSlot: CallID? {
    switch slot {
    case .free: nil
    case .offered(let offer, _): offer.entry.call
    case .talking(let call, _), .holding(let call, _): call
    case .wrapUp(let wrapUp): wrapUp.stay.call
    }
  }

  var queueInSlot: QueueID? {
    switch slot {
    case .free: nil
    case .offered(_, let queue), .talking(_, let queue), .holding(_, let queue): queue
    case .wrapUp(let wrapUp): wrapUp.stay.queue
    }
  }
}
