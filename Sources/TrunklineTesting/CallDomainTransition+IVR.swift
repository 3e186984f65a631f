import CallDomain
import Events
import Values

extension CallTransitions {
  mutating func note(_ event: IVREvent, _ centre: Centre) {
    switch event {
    case .entered(let event): found += event.guided ? [.callToIVR, .ivrGuided] : [.callToIVR]
    case .promptStarted(let event):
      found.append(.ivrPrompt)
      if let run = run(event.call, centre), run.node == event.node, run.tries > 0 { found.append(.ivrAskedAgain) }
    case .promptFinished(let event):
      found += event.assumed ? [.ivrPromptFinished, .ivrPromptAssumed] : [.ivrPromptFinished]
    case .inputReceived(let event):
      found.append(.ivrInput)
      if case .promptEnd? = run(event.call, centre)?.waiting { found.append(.ivrPromptStopped) }
      if event.partial { found.append(.ivrInputPartial) }
      if event.masked { found.append(.ivrInputMasked) }
    case .noInput: found.append(.ivrNoInput)
    case .noMatch: found.append(.ivrNoMatch)
    case .branchTaken(let event):
      found.append(.ivrBranch)
      let branches: [String: CallTransition] = [
        "noInput": .ivrBranchNoInput, "noMatch": .ivrBranchNoMatch, "otherwise": .ivrBranchOtherwise,
        "collected": .ivrBranchCollected,
      ]
      if let branch = branches[event.branch] { found.append(branch) }
    case .exited(let event):
      found.append(.callFromIVR)
      switch event.reason {
      case .queued: found.append(.ivrQueued)
      case .callerLeft: found.append(.ivrCallerLeft)
      case .completed: found.append(.ivrCompleted)
      case .transferred: found.append(.ivrTransferred)
      case .failed: found.append(.ivrFailed)
      }
    case .unknown: break
    }
  }

  private func run(_ call: CallID, _ centre: Centre) -> GuidedRun? { centre.calls[call]?.run?.guided }
}
