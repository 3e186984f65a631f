package import Events
package import Values

/// What happens outside a centre: who calls, who works, and what goes wrong on the way. With its seed it says
/// everything; the same scenario gives the same day.
package struct Scenario: Sendable, Equatable {
  package var seed: UInt64
  /// When it begins: nothing happens earlier.
  package var from: Instant
  /// Lines of the trunks; a caller beyond them hears busy, and the centre never knows. 0: as many as it takes.
  package var lines = 0
  /// Callers by chance.
  package var streams: [CallStream] = []
  /// Callers of a recorded day, in the order of their arrival.
  package var callers: [TracedCaller] = []
  package var agents: [AgentPlan] = []
  /// From an agent's yes until both hear each other.
  package var putThrough = Spread.none
  package var faults = Faults.none
  /// The streams stop after this many callers in all; 0: they go on until `until`.
  package var callersMax: UInt64 = 0
  /// No stream brings a caller from here on; `nil`: they go on until `callersMax`.
  package var until: Instant?

  package init(seed: UInt64, from: Instant) {
    self.seed = seed
    self.from = from
  }
}

/// Callers who are alike.
package struct CallStream: Sendable, Equatable {
  package var arrivals: Arrivals
  package var path: CallPath
  package var priority: Int32
  /// What they ask for beside the queue's own requirements.
  package var skills: [SkillRequirement]
  /// How long they wait in a queue before they hang up.
  package var patience: Spread
  /// From being put through to the end of the talk.
  package var service: Spread

  package init(
    _ arrivals: Arrivals, _ path: CallPath, priority: Int32 = 0, skills: [SkillRequirement] = [],
    patience: Spread = .never, service: Spread
  ) {
    self.arrivals = arrivals
    self.path = path
    self.priority = priority
    self.skills = skills
    self.patience = patience
    self.service = service
  }
}

/// When a stream's callers come.
package enum Arrivals: Sendable, Equatable {
  /// A Poisson process: the gaps are exponential, with this mean in milliseconds.
  case poisson(meanGapMs: Double)
  /// A Poisson process whose rate changes from interval to interval; none comes outside of them. By time.
  case byInterval([Interval])

  package struct Interval: Sendable, Equatable {
    package let from: Instant
    package let to: Instant
    /// How many are expected in it.
    package let count: Double

    package init(from: Instant, to: Instant, count: Double) {
      self.from = from
      self.to = to
      self.count = count
    }
  }
}

/// The way of a caller to an agent.
package enum CallPath: Sendable, Equatable {
  /// Straight into the line.
  case direct(QueueID)
  /// Through a menu of the telephony system's own, in which some leave or are served.
  case menu(QueueID, time: Spread, leave: Double)
  /// To a number whose flow the core runs; it leads to the line.
  case flow(dialled: String, FlowHabit)
}

/// What a caller does in a flow.
package struct FlowHabit: Sendable, Equatable {
  /// How long a prompt is.
  package var prompt = Spread.exactly(.seconds(5))
  /// What is pressed, each equally often, and when, from the beginning of the prompt.
  package var keys: [String]
  package var thinks = Spread.exactly(.seconds(3))
  /// The share of prompts at which he presses nothing, and at which he hangs up.
  package var silent = 0.0
  package var leaves = 0.0

  package init(keys: [String]) { self.keys = keys }
}

/// A caller of a recorded day. He comes when he came and takes as long as he took; what the centre makes of him is the
/// simulation's.
package struct TracedCaller: Sendable, Equatable {
  package let arrivesAt: Instant
  package let line: String
  package let customer: String
  package let queue: QueueID
  package let priority: Int32
  package let menu: Milliseconds
  /// He left, or was served, in the menu.
  package let leavesInMenu: Bool
  package let patience: Spread
  package let service: Spread

  package init(
    arrivesAt: Instant, line: String, customer: String, queue: QueueID, priority: Int32, menu: Milliseconds,
    leavesInMenu: Bool, patience: Spread, service: Spread
  ) {
    self.arrivesAt = arrivesAt
    self.line = line
    self.customer = customer
    self.queue = queue
    self.priority = priority
    self.menu = menu
    self.leavesInMenu = leavesInMenu
    self.patience = patience
    self.service = service
  }
}
