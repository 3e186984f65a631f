import Events
import TrunklineTesting
import Values

// Short words for the stories of flows. The call arrives at 1 s.

extension CallStory {
  /// Call one hears the welcome since 1 s.
  static var welcomed: CallStory {
    CallStory(.withFlow).by(.telephony).at(1_000).given(.dialling(Configuration.flowNumber))
  }
  /// It hears the menu since 3 s.
  static var atMenu: CallStory { welcomed.at(3_000).given(.heard("welcome")) }
  /// It has heard the menu at 6 s.
  static var asked: CallStory { atMenu.at(6_000).given(.heard("menu")) }
  /// It is asked for its account since 8 s, and has heard the question at 9 s.
  static var askedForAccount: CallStory { asked.at(8_000).given(.pressing("2")).at(9_000).given(.heard("account")) }
  /// It hears the question for its order since 8 s.
  static var atOrder: CallStory { asked.at(8_000).given(.pressing("3")) }
  /// Three others stand in `support`: it is full.
  func full() -> CallStory {
    given(
      .dialling(Configuration.directNumber, .call(11)), .dialling(Configuration.directNumber, .call(12)),
      .dialling(Configuration.directNumber, .call(13)))
  }
}

extension Command.Body {
  static func dialling(_ number: String, _ call: CallID = .one) -> Command.Body {
    .reportArrival(ReportArrival(call: .dialling(number, call)))
  }
  static func pressing(_ digits: String) -> Command.Body { .reportDigits(ReportDigits(call: .one, digits: digits)) }
  static func heard(_ node: String, _ ordinal: UInt32 = 0) -> Command.Body {
    .reportPromptFinished(ReportPromptFinished(call: .one, node: node, ordinal: ordinal))
  }
}

func started(_ ms: Int64, _ node: String, _ prompt: String, _ ordinal: UInt32) -> Event {
  at(ms, .ivr(.promptStarted(IVRPromptStarted(call: .one, node: node, prompt: prompt, ordinal: ordinal))))
}

func finished(_ ms: Int64, _ node: String, _ ordinal: UInt32, since: Int64, assumed: Bool = false) -> Event {
  at(
    ms,
    .ivr(
      .promptFinished(
        IVRPromptFinished(call: .one, node: node, ordinal: ordinal, durationMs: span(ms - since), assumed: assumed))))
}

func input(_ ms: Int64, _ node: String, _ digits: String, masked: Bool = false, partial: Bool = false) -> Event {
  at(
    ms,
    .ivr(.inputReceived(IVRInputReceived(call: .one, node: node, digits: digits, masked: masked, partial: partial))))
}

func noInput(_ ms: Int64, _ node: String, _ tries: UInt32) -> Event {
  at(ms, .ivr(.noInput(IVRNoInput(call: .one, node: node, tries: tries))))
}

func noMatch(_ ms: Int64, _ node: String, _ digits: String, _ tries: UInt32) -> Event {
  at(ms, .ivr(.noMatch(IVRNoMatch(call: .one, node: node, digits: digits, tries: tries))))
}

func branch(_ ms: Int64, _ node: String, _ branch: String) -> Event {
  at(ms, .ivr(.branchTaken(IVRBranchTaken(call: .one, node: node, branch: branch))))
}

func left(_ ms: Int64, _ reason: IVRExitReason, _ service: QueueID? = nil, priority: Int32 = 0) -> Event {
  at(
    ms,
    .ivr(
      .exited(
        IVRExited(
          call: .one, reason: reason, enteredAt: time(1_000), durationMs: span(ms - 1_000), service: service,
          priority: priority))))
}

/// Call one stands in line.
func lined(
  _ ms: Int64, _ queue: QueueID, priority: Int32 = 0, skills: [SkillRequirement] = [], place: UInt32 = 1
) -> Event {
  at(
    ms,
    .entry(
      .enqueued(
        EntryEnqueued(
          stay: .of(.one, queue, at: ms, priority: priority), skills: skills, place: place, queueLength: place))))
}

/// The end of call one by the flow.
func flowEnded(_ ms: Int64, _ cause: String, _ outcome: CallOutcome, ivr: Int64? = nil) -> Event {
  ended(ms, by: .system, outcome, cause: cause, service: nil, entries: 0, ivr: ivr ?? ms - 1_000)
}
