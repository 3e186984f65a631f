import Events
import Values

/// Somebody on a line.
struct SimulatedCaller: Sendable {
  enum Place: Sendable, Equatable {
    /// Hears a menu of the telephony system. Can transition to: waiting, gone.
    case inMenu
    /// Hears the prompts of a flow that the core runs. Can transition to: waiting, gone.
    case inFlow
    /// Waits for an agent, also while his phone rings. Can transition to: talking, gone.
    case waiting
    /// Can transition to: waiting (the core undid it), gone.
    case talking(agent: Int)
  }

  let id: CallID
  /// `nil`: the flow leads him there.
  let queue: QueueID?
  let priority: Int32
  let skills: [SkillRequirement]
  let patience: Milliseconds?
  let service: Milliseconds
  /// What his menu does with him; `nil`: he is put straight into the line.
  let menu: Milliseconds?
  let leavesInMenu: Bool
  let line: String
  let customer: String
  var dialled = ""
  var habit: FlowHabit?

  var place: Place
  /// When he hangs up if nobody answers; `nil`: never, or not yet waiting.
  var patienceEnds: Instant?
  /// The last that he heard; `nil`: none.
  var prompt: (node: String, ordinal: UInt32)?
  /// How often he was put into the line in vain, because the core had not heard of him.
  var tries = 0
}

/// Somebody at a phone and a desktop.
struct SimulatedAgent: Sendable {
  enum Phone: Sendable, Equatable {
    /// Can transition to: ringing.
    case free
    /// Can transition to: answered, free.
    case ringing(OfferID)
    /// He said yes. Can transition to: talking, free.
    case answered(OfferID)
    /// Can transition to: free.
    case talking(CallID, OfferID)
  }

  enum Intent: Sendable, Equatable {
    /// At home. Can transition to: works.
    case away
    /// Can transition to: wantsPause, leaves.
    case works
    /// Asked for a break, which begins when he is free. Can transition to: pauses, leaves.
    case wantsPause
    /// Can transition to: works, leaves.
    case pauses
    /// His shift is over. Can transition to: away.
    case leaves
  }

  let plan: AgentPlan
  let actor: Actor
  var phone = Phone.free
  var intent = Intent.away
  var isStationLost = false
  /// Number of the conversation or the wrap-up, so that the end of an earlier one is passed over.
  var talks: UInt32 = 0
  var wrapUps: UInt32 = 0

  init(_ plan: AgentPlan) {
    self.plan = plan
    actor = Actor(kind: .agent, id: plan.id.text)
  }
}
