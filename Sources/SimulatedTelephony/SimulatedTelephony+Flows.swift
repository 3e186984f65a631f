import Events
import TelephonyKit
import Values

// Callers in a flow that the core runs: what they hear is what its events say, and what they press is reported.
extension SimulatedTelephony {
  mutating func promptStarted(_ prompt: IVRPromptStarted, at now: Instant) {
    guard let index = callers.index(forKey: prompt.call), callers.values[index].place == .inFlow,
      let habit = callers.values[index].habit
    else { return }
    counts.prompts += 1
    callers.values[index].prompt = (prompt.node, prompt.ordinal)
    agenda.plan(.promptEnds(prompt.call, ordinal: prompt.ordinal), at: now + (habit.prompt.drawn(&random) ?? .zero))
    let thinks = habit.thinks.drawn(&random) ?? .zero
    if random.happens(habit.leaves) { return agenda.plan(.leavesFlow(prompt.call), at: now + thinks) }
    if random.happens(habit.silent) || habit.keys.isEmpty { return }
    agenda.plan(.presses(prompt.call, key: Int(random.next() >> 33) % habit.keys.count), at: now + thinks)
  }

  /// Unless another one took its place.
  mutating func promptEnded(_ call: CallID, _ ordinal: UInt32, at now: Instant) {
    guard let caller = callers[call], caller.place == .inFlow, let prompt = caller.prompt, prompt.ordinal == ordinal
    else { return }
    report(.reportPromptFinished(ReportPromptFinished(call: call, node: prompt.node, ordinal: ordinal)), at: now)
  }

  mutating func pressed(_ call: CallID, key: Int, at now: Instant) {
    guard let caller = callers[call], caller.place == .inFlow, let habit = caller.habit else { return }
    report(.reportDigits(ReportDigits(call: call, digits: habit.keys[key])), at: now)
  }

  mutating func leftFlow(_ call: CallID, at now: Instant) {
    if callers[call]?.place == .inFlow { hangUp(call, at: now) }
  }

  mutating func heardNothing(_ call: CallID, at now: Instant) {
    guard let caller = callers[call], caller.place == .inFlow, caller.prompt == nil else { return }
    hangUp(call, at: now)
  }

  /// The flow led him into a line.
  mutating func leftFlowForLine(_ call: CallID, at now: Instant) {
    guard let index = callers.index(forKey: call), callers.values[index].place == .inFlow else { return }
    callers.values[index].place = .waiting
    startWaiting(call, at: now)
  }
}
