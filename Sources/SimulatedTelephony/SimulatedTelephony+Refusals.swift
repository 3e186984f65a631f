import CallDomain
package import Events
import TelephonyKit
package import Values

// What the core would not have.
extension SimulatedTelephony {
  /// How long, and how often, a caller of whom the core has not heard is reported again.
  private static let tryAgainAfter = Milliseconds.seconds(2)
  private static let triesMax = 3
  /// How long an agent whose log-out came too early waits for the next try.
  private static let leaveAgainAfter = Milliseconds.seconds(10)

  package mutating func refused(_ command: Command, by rule: String, at now: Instant) {
    switch command.body {
    case .reportArrival(let report): turnAway(report.call.call)
    case .enqueue(let wish): refusedEnqueue(wish.call, by: rule, at: now)
    case .logOut(let wish):
      guard rule == Rejection.Name.agentBusy.rawValue, let agent = agentIndex[wish.agent] else { return }
      agenda.plan(.shiftEnds(agent: agent), at: now + Self.leaveAgainAfter)
    case .setNotReady(let wish): refusedNotReady(wish.agent, by: rule, at: now)
    default: break  // what concerns an offer or a wrap-up was settled otherwise meanwhile
    }
  }

  private mutating func turnAway(_ call: CallID) {
    if callers.removeValue(forKey: call) != nil { counts.turnedAway += 1 }
  }

  private mutating func refusedEnqueue(_ call: CallID, by rule: String, at now: Instant) {
    guard let index = callers.index(forKey: call), callers.values[index].place == .waiting else { return }
    switch rule {
    case Rejection.Name.unknownCall.rawValue where callers.values[index].tries < Self.triesMax:
      callers.values[index].tries += 1
      agenda.plan(.enqueueAgain(call), at: now + Self.tryAgainAfter)
    case Rejection.Name.unknownCall.rawValue:
      callers[call] = nil
      counts.givenUp += 1
    case Rejection.Name.callAlreadyQueued.rawValue, Rejection.Name.callInConversation.rawValue: break
    default:  // no room, or no such queue: busy
      turnAway(call)
      wire.send(.endCall(EndCall(call: call, cause: rule)), at: now)
    }
  }

  private mutating func refusedNotReady(_ id: AgentID, by rule: String, at now: Instant) {
    guard let agent = agentIndex[id], agents[agent].intent == .leaves else { return }
    if rule == Rejection.Name.alreadyNotReady.rawValue {
      wire.send(.logOut(LogOut(agent: id)), by: agents[agent].actor, at: now)
    }
  }
}
