import CallDomain
import Events
import Values

// What callers do in the flows that the core runs.
extension CallSchedule {
  mutating func dialled() -> String {
    switch random.below(100) {
    case 0..<45: ""
    case 45..<80: Configuration.flowNumber
    case 80..<93: Configuration.directNumber
    default: "+441"
    }
  }

  /// `nil`: no call is in such a flow.
  mutating func flowMove(_ centre: Centre) -> Move? {
    let guided = recentCalls().filter { centre.calls[$0]?.run?.guided != nil }
    guard let call = random.one(of: guided), let run = centre.calls[call]?.run?.guided else { return nil }
    if random.chance(8) { return (.telephony, .reportCallerHungUp(ReportCallerHungUp(call: call))) }
    guard case .promptEnd(let ordinal, _) = run.waiting, random.chance(60) else {
      return (.telephony, .reportDigits(ReportDigits(call: call, digits: digits(run))))
    }
    let reported = random.chance(50) ? 0 : random.chance(90) ? ordinal : ordinal - 1
    let node = random.chance(95) ? run.node : "goodbye"
    return (
      .telephony, .reportPromptFinished(ReportPromptFinished(call: call, node: node, ordinal: reported))
    )
  }

  private mutating func digits(_ run: GuidedRun) -> String {
    let meant =
      switch run.step {
      case .menu: ["1", "2", "3", "9", "*", "*0", "3451", "21234#"]
      case .collect: ["4", "45", "45#", "1234#", "123456", "12#", "#"]
      case .play, .queue, .hangUp, .unknown, nil: ["1", "3", "345#"]
      }
    return random.chance(70) ? random.one(of: meant) ?? "1" : random.one(of: ["7", "", "x", "99999#"]) ?? "7"
  }
}
