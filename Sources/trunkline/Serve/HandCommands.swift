import CallDomain
import CommandLineKit
import CommandSocket
import EventLog
import Events
import Storage
import Values

/// `trunkline agent` and `trunkline call`: a person plays a centre against the server of this machine.
enum HandCommands {
  static let agentID = Argument<AgentID>("AGENT", kind: .name, summary: "the agent's id")
  static let callID = Argument<CallID>("CALL", kind: .id, summary: "the call's id, as `get calls` shows it")
  static let station = Option<String?>("--station", kind: .text.named("NAME"), summary: "where the agent sits")
  static let reason = Option<String?>("--reason", kind: .text.named("WORD"), summary: "why (default: break)")
  static let dialled = Option<String?>("--dialled", kind: .text.named("NUMBER"), summary: "the number that was dialled")
  static let caller = Option<String?>("--caller", kind: .text.named("NUMBER"), summary: "who calls, as +44…")
  static let queue = Option<QueueID?>("--queue", kind: .name, summary: "straight into this line, without a flow")
  static let digits = Argument<String>("DIGITS", kind: .text.named("DIGITS"), summary: "keys, as 1 or 4711#")

  static let agent = CommandLineKit.Command(
    "agent", summary: "be an agent: log in, get ready, take a call",
    commands: [
      agentCommand("login", "log in; not ready yet", [station]) { given, agent in
        .logIn(LogIn(agent: agent, station: given[station] ?? agent.text))
      },
      agentCommand("ready", "take calls from now on") { _, agent in .setReady(SetReady(agent: agent)) },
      agentCommand("not-ready", "take no calls, or none after this one", [reason]) { given, agent in
        .setNotReady(SetNotReady(agent: agent, reason: given[reason] ?? "break"))
      },
      offered("accept", "take the call that rings") { agent, call in
        .acceptOffer(AcceptOffer(call: call, agent: agent))
      },
      offered("reject", "refuse the call that rings: a strike") { agent, call in
        .rejectOffer(RejectOffer(call: call, agent: agent))
      },
      offered("hang-up", "end the conversation") { agent, call in
        .reportAgentHungUp(ReportAgentHungUp(call: call, agent: agent))
      },
      agentCommand("wrap-up", "end the after-call work") { _, agent in .endWrapUp(EndWrapUp(agent: agent)) },
      agentCommand("logout", "go home") { _, agent in .logOut(LogOut(agent: agent)) },
    ])

  static let call = CommandLineKit.Command(
    "call", summary: "be a caller: call, press keys, hang up", commands: [start, keys, hangUp])

  private static let start = CommandLineKit.Command(
    "start", summary: "call; prints the call's id", options: [CommonOptions.centre, dialled, caller, queue],
    examples: [
      .init("trunkline call start --dialled +442071234567", "through the flow of that number"),
      .init("trunkline call start --queue support", "straight into a line"),
    ]
  ) { given in
    try await HandSending.with(given, as: Actor(kind: .telephony, id: "hand")) { sending in
      let call = CallID(.random())
      let arrival = CallArrived(
        call: call, direction: .inbound, line: "hand", caller: given[caller] ?? "", dialled: given[dialled] ?? "")
      try await sending.send(.reportArrival(ReportArrival(call: arrival)))
      if let queue = given[queue] { try await sending.send(.enqueue(Enqueue(call: call, queue: queue))) }
      try given.console.out.line("\(call)")
    }
  }

  private static let keys = CommandLineKit.Command(
    "digits", summary: "press keys", arguments: [callID, digits], options: [CommonOptions.centre],
    examples: [.init("trunkline call digits CALL 2", "choose from a menu")]
  ) { given in
    try await HandSending.with(given, as: Actor(kind: .telephony, id: "hand")) {
      try await $0.send(.reportDigits(ReportDigits(call: given[callID], digits: given[digits])))
    }
  }

  private static let hangUp = CommandLineKit.Command(
    "hang-up", summary: "the caller hangs up", arguments: [callID], options: [CommonOptions.centre],
    examples: [.init("trunkline call hang-up CALL", "at any moment")]
  ) { given in
    try await HandSending.with(given, as: Actor(kind: .telephony, id: "hand")) {
      try await $0.send(.reportCallerHungUp(ReportCallerHungUp(call: given[callID])))
    }
  }

  private static func agentCommand(
    _ name: String, _ summary: String, _ options: [any Parameter] = [],
    _ body: @escaping @Sendable (Invocation, AgentID) -> Events.Command.Body
  ) -> CommandLineKit.Command {
    CommandLineKit.Command(
      name, summary: summary, arguments: [agentID], options: [CommonOptions.centre] + options,
      examples: [.init("trunkline agent \(name) alice", summary)], seeAlso: ["call", "get"]
    ) { given in
      let agent = given[agentID]
      return try await HandSending.with(given, as: Actor(kind: .agent, id: agent.text)) {
        try await $0.send(body(given, agent))
      }
    }
  }

  /// About the call that the agent has, which he need not name.
  private static func offered(
    _ name: String, _ summary: String,
    _ body: @escaping @Sendable (AgentID, CallID) -> Events.Command.Body
  ) -> CommandLineKit.Command {
    CommandLineKit.Command(
      name, summary: summary, arguments: [agentID], options: [CommonOptions.centre],
      examples: [.init("trunkline agent \(name) alice", summary)], seeAlso: ["call", "get"]
    ) { given in
      let agent = given[agentID]
      return try await HandSending.with(given, as: Actor(kind: .agent, id: agent.text)) { sending in
        let state = try await PastCentre.fold(sending.centre, with: sending.loader, at: nil).centre
        guard let call = state.agents[agent]?.callInSlot else {
          throw Failure(
            .foundProblems, "agent \(agent) has no call", hints: ["who rings: trunkline get agents"])
        }
        try await sending.send(body(agent, call))
      }
    }
  }
}
