package import Events
package import Values

/// What somebody does in a script, in the words of a story.
package enum ScriptedAct: Sendable, Equatable {
  /// A caller comes and is put into a line.
  case calls(CallID, QueueID, priority: Int32)
  case hangsUp(CallID)
  /// The line goes away, and nobody is told: a lost end.
  case hangsUpUnheard(CallID)
  /// Somebody else than routing offers the call, to several at once.
  case offers(CallID, [AgentID])
  case agent(AgentID, Deed)
  case supervisor(Command.Body)

  package enum Deed: Sendable, Equatable {
    case logsIn, isReady, leaves, endsWrapUp
    case pauses(String)
    /// The last offer that his phone was to ring for, be it over or not.
    case accepts, refuses
    /// His phone reports that it can't be reached, once; from now on; no longer.
    case phoneFails, phoneIsDead, phoneLives
    case hangsUp, losesStation, regainsStation
  }
}

extension ScriptedAct {
  package static func calls(_ call: CallID, _ queue: QueueID) -> ScriptedAct { .calls(call, queue, priority: 0) }
  package static func accepts(_ agent: AgentID) -> ScriptedAct { .agent(agent, .accepts) }
  package static func refuses(_ agent: AgentID) -> ScriptedAct { .agent(agent, .refuses) }
  package static func pauses(_ agent: AgentID) -> ScriptedAct { .agent(agent, .pauses("lunch")) }
  package static func isReady(_ agent: AgentID) -> ScriptedAct { .agent(agent, .isReady) }
  package static func agentHangsUp(_ agent: AgentID) -> ScriptedAct { .agent(agent, .hangsUp) }
  package static func endsWrapUp(_ agent: AgentID) -> ScriptedAct { .agent(agent, .endsWrapUp) }
  package static func callback(_ call: CallID) -> ScriptedAct {
    .supervisor(.flowOut(FlowOut(call: call, reason: .callback)))
  }
}
