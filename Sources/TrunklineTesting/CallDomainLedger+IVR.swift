import Events
import Values

/// What the second opinion knows of a run through a flow.
struct FlowLedger {
  let since: Instant
  let guided: Bool
  var prompts: UInt32 = 0
  /// What the caller is in the middle of: a prompt that plays, or a question that he has not answered yet.
  var playing = false
  var playingSince = Instant.epoch
  var listening = false
}

extension InvariantLedger {
  mutating func note(_ event: IVREvent, _ at: Instant) {
    switch event {
    case .entered(let event):
      require(open[event.call] != nil && runs[event.call] == nil, "call \(event.call) enters two flows")
      require(!event.guided || !recorded, "a recorded call is guided")
      runs[event.call] = FlowLedger(since: at, guided: event.guided)
    case .promptStarted(let event):
      guided(event.call) { run in
        run.prompts += 1
        (run.playing, run.playingSince, run.listening) = (true, at, true)
        return run.prompts == event.ordinal ? nil : "prompt \(event.ordinal) is number \(run.prompts)"
      }
    case .promptFinished(let event):
      if let run = runs[event.call] { requireSpan(event.durationMs, run.playingSince, at, "prompt") }
      guided(event.call) { run in
        defer { run.playing = false }
        return run.playing && event.ordinal == run.prompts ? nil : "prompt \(event.ordinal) does not play"
      }
    case .inputReceived(let event):
      require(
        !event.masked || event.digits.utf8.allSatisfy { $0 == 0x78 } || !isGuided(event.call), "a secret is written")
      require(
        !isGuided(event.call) || event.node != "account" || event.masked, "the account is not masked")
      answered(event.call, goesOn: event.partial)
    case .noInput(let event): answered(event.call)
    case .noMatch(let event):
      require(event.node != "account" || event.digits.utf8.allSatisfy { $0 == 0x78 }, "a secret is written")
      answered(event.call)
    case .branchTaken: break
    case .exited(let event):
      require(runs.removeValue(forKey: event.call)?.since == event.enteredAt, "left a flow that it did not enter then")
      requireSpan(event.durationMs, event.enteredAt, at, "time in the flow")
      open[event.call]?.ivr += event.durationMs.count
    case .unknown: break
    }
  }

  private func isGuided(_ call: CallID) -> Bool { runs[call]?.guided == true }

  private mutating func guided(_ call: CallID, _ change: (inout FlowLedger) -> String?) {
    guard var run = runs[call] else { return require(false, "call \(call) is not in a flow") }
    guard run.guided else { return }
    if let problem = change(&run) { require(false, problem) }
    runs[call] = run
  }

  private mutating func answered(_ call: CallID, goesOn: Bool = false) {
    guided(call) { run in
      defer { (run.playing, run.listening) = (false, goesOn) }
      return run.listening ? nil : "call \(call) answers what nobody asked"
    }
  }
}
