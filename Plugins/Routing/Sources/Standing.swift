import CallDomain
import Events
import Values

/// What an agent is to routing.
enum Standing: Sendable, Equatable {
  /// Logged out.
  case away
  case free(IdleAgent)
  /// His device did not take the last offer: he is left alone until then.
  case backingOff(IdleAgent, until: Instant)
  case excused(Excuse)

  init(_ agent: Agent, at now: Instant) {
    switch agent.notRoutable {
    case nil:
      let idle = IdleAgent(since: agent.idleSince, agent: agent.id)
      let until = agent.deviceTrouble?.backOffUntil ?? .epoch
      self = until > now ? .backingOff(idle, until: until) : .free(idle)
    case .unknown, .loggedOut: self = .away
    case .stationLost: self = .excused(.stationLost)
    case .notReady: self = .excused(.notReady)
    case .busy(let state): self = .excused(Excuse(state))
    }
  }

  var excuse: Excuse? {
    switch self {
    case .away: nil
    case .free: .free
    case .backingOff: .backingOff
    case .excused(let excuse): excuse
    }
  }
}

/// Who is idle, the longest first; ties by name, so that every run chooses alike.
struct IdleAgent: Sendable, Comparable {
  let since: Instant
  let agent: AgentID

  static func < (a: IdleAgent, b: IdleAgent) -> Bool { a.since != b.since ? a.since < b.since : a.agent < b.agent }
}

/// Why a logged-in agent is not among the candidates; `free` is none, and only counted with them.
enum Excuse: Int, Sendable, CaseIterable {
  case free, backingOff, offered, talking, holding, wrapUp, otherCall, notReady, stationLost

  init(_ state: AgentState) {
    switch state {
    case .idle: self = .free
    case .offered: self = .offered
    case .talking: self = .talking
    case .holding: self = .holding
    case .wrapUp: self = .wrapUp
    case .otherCall: self = .otherCall
    case .notReady: self = .notReady
    case .disconnected: self = .stationLost
    }
  }

  var name: String { "\(self)" }

  var isBusy: Bool {
    switch self {
    case .offered, .talking, .holding, .wrapUp, .otherCall: true
    case .free, .backingOff, .notReady, .stationLost: false
    }
  }
}

/// Logged-in agents by what keeps them; one lane each, so that the profiles of a queue add up quickly.
struct Headcount: Sendable {
  private var lanes = SIMD16<UInt32>()

  subscript(excuse: Excuse) -> UInt32 {
    get { lanes[excuse.rawValue] }
    set { lanes[excuse.rawValue] = newValue }
  }

  var all: UInt32 { lanes.wrappedSum() }

  static func += (a: inout Headcount, b: Headcount) { a.lanes &+= b.lanes }
}

extension Agent.DeviceTrouble {
  /// 5 s after the first failure, twice as long after each further one, at most a minute (ref 6.1).
  var backOffUntil: Instant {
    let doublings = min(failures, 5) - min(failures, 1)
    return lastAt + min(.seconds(5 << Int64(doublings)), .minutes(1))
  }
}
