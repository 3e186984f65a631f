/// What the KPIs of an agent are made of: time by state, offers by outcome, handling. States partition the log-in.
public struct AgentSums: Sendable, Hashable {
  public var idleMs: Int64 = 0
  public var offeredMs: Int64 = 0
  public var talkingMs: Int64 = 0
  public var holdingMs: Int64 = 0
  public var wrappingUpMs: Int64 = 0
  public var otherCallMs: Int64 = 0
  public var notReadyMs: Int64 = 0
  public var disconnectedMs: Int64 = 0
  /// Of all the states: in log-ins that were inferred from conversations, not reported.
  public var inferredMs: Int64 = 0

  public var offersMade: Int64 = 0
  public var offersAccepted: Int64 = 0
  public var offersJoined: Int64 = 0
  public var offersRejected: Int64 = 0
  public var offersExpired: Int64 = 0
  public var offersCancelled: Int64 = 0
  public var offersRescinded: Int64 = 0
  public var offersFailed: Int64 = 0

  /// Conversations that ended, the overlapping ones among them.
  public var conversations: Int64 = 0
  /// Recorded history only: began while the agent was in another one, so they are in no state's time.
  public var overlapping: Int64 = 0
  public var talkMs: Int64 = 0
  public var holdMs: Int64 = 0
  public var wrapUpMs: Int64 = 0

  public var strikes: Int64 = 0
  public var logIns: Int64 = 0
  public var logInsInferred: Int64 = 0

  public init() {}

  public static func += (a: inout AgentSums, b: AgentSums) {
    a.idleMs += b.idleMs
    a.offeredMs += b.offeredMs
    a.talkingMs += b.talkingMs
    a.holdingMs += b.holdingMs
    a.wrappingUpMs += b.wrappingUpMs
    a.otherCallMs += b.otherCallMs
    a.notReadyMs += b.notReadyMs
    a.disconnectedMs += b.disconnectedMs
    a.inferredMs += b.inferredMs
    a.offersMade += b.offersMade
    a.offersAccepted += b.offersAccepted
    a.offersJoined += b.offersJoined
    a.offersRejected += b.offersRejected
    a.offersExpired += b.offersExpired
    a.offersCancelled += b.offersCancelled
    a.offersRescinded += b.offersRescinded
    a.offersFailed += b.offersFailed
    a.conversations += b.conversations
    a.overlapping += b.overlapping
    a.talkMs += b.talkMs
    a.holdMs += b.holdMs
    a.wrapUpMs += b.wrapUpMs
    a.strikes += b.strikes
    a.logIns += b.logIns
    a.logInsInferred += b.logInsInferred
  }
}

extension AgentSums {
  /// All states: the time logged in.
  public var loggedInMs: Int64 {
    idleMs + offeredMs + talkingMs + holdingMs + wrappingUpMs + otherCallMs + notReadyMs + disconnectedMs
  }

  /// Handling ÷ (handling + idle), where handling = talking + holding + wrap-up as the agent's own time knows it (an
  /// overlapping conversation takes no time of its own). Ringing is in neither.
  public var occupancy: Double? {
    let handling = talkingMs + holdingMs + wrappingUpMs
    return ratio(handling, handling + idleMs)
  }

  /// Average handle time in milliseconds: (talk + hold + wrap-up) ÷ conversations.
  public var averageHandleTimeMs: Double? { ratio(talkMs + holdMs + wrapUpMs, conversations) }
}
