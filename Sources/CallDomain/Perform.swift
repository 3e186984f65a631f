import Events
import Values

extension Centre {
  /// Decides a command and folds its events, by what it is about.
  mutating func perform(_ command: Command, _ draft: inout CommitDraft) throws(Rejection) {
    guard command.centre == id else { throw .otherCentre(command.centre) }
    guard command.body.isFrom(import: draft.context.recorded) else { throw .importOnly }
    switch command.body {
    case .configure(let wish): try configure(wish, &draft)
    case .recordHistory(let history): try recordHistory(history, &draft)
    case .deadlineReached: deadlineReached(&draft)

    case .reportArrival(let report): try callArrived(report.call, &draft)
    case .reportIVREntered(let report): enteredIVR(report.run, &draft)
    case .reportIVRStep(let step): steppedInIVR(step, &draft)
    case .reportIVRExited(let report): exitedIVR(report, &draft)
    case .reportCallerHungUp(let report): callerHungUp(report.call, cause: report.cause, &draft)
    case .reportAgentHungUp(let report): agentHungUp(report.call, report.agent, &draft)
    case .reportJoined(let report):
      joined(OfferID(entry: EntryID(call: report.call, ordinal: report.entry), ordinal: report.offer), &draft)
    case .reportOfferFailed(let report): offerFailed(report, &draft)
    case .reportStationLost(let report): stationLost(report.agent, &draft)
    case .reportStationRestored(let report): stationRestored(report.agent, station: report.station, &draft)
    case .reportDigits(let report): digitsPressed(report, &draft)
    case .reportPromptFinished(let report): promptFinished(report, &draft)

    case .enqueue(let wish): try enqueue(wish, &draft)
    case .changePriority(let wish): try changePriority(wish, &draft)
    case .flowOut(let wish): try flowOut(wish, &draft)
    case .makeOffer(let wish): try makeOffer(wish, &draft)
    case .recordRoute(let wish): try recordRoute(wish.route, &draft)
    case .endCall(let wish): try endCall(wish, &draft)

    case .logIn(let wish): try logIn(wish, &draft)
    case .logOut(let wish): try logOut(wish.agent, &draft)
    case .setReady(let wish): try setReady(wish.agent, &draft)
    case .setNotReady(let wish): try setNotReady(wish.agent, reason: wish.reason, &draft)
    case .acceptOffer(let wish): try acceptOffer(wish.call, wish.agent, &draft)
    case .rejectOffer(let wish): try rejectOffer(wish.call, wish.agent, &draft)
    case .holdCall(let wish): try holdCall(wish.call, wish.agent, &draft)
    case .retrieveCall(let wish): try retrieveCall(wish.call, wish.agent, &draft)
    case .endWrapUp(let wish): try endWrapUp(wish.agent, &draft)
    case .extendWrapUp(let wish): try extendWrapUp(wish.agent, by: wish.byMs, &draft)
    case .changeSkills(let wish): try changeSkills(wish.agent, wish.skills, &draft)
    case .unknown(let field): throw .unknownCommand(field)
    }
  }

  /// The open call that a wish is about.
  func liveCall(_ id: CallID) throws(Rejection) -> Call {
    guard let call = calls[id] else { throw .unknownCall(id) }
    guard !call.recorded else { throw .callIsRecorded(id) }
    return call
  }

  /// The open call that a fact is about; `nil`: the fact is odd.
  func reportedCall(_ id: CallID, _ draft: inout CommitDraft) -> Call? {
    guard let call = calls[id] else {
      draft.odd = endedCalls[id] == nil ? .unknownCall(id) : .callEnded(id)
      return nil
    }
    guard !call.recorded else {
      draft.odd = .callIsRecorded(id)
      return nil
    }
    return call
  }

  func loggedIn(_ id: AgentID) throws(Rejection) -> Agent {
    guard let agent = agents[id] else { throw .unknownAgent(id) }
    guard agent.logIn != nil else { throw .notLoggedIn(id) }
    return agent
  }
}

extension Command.Body {
  /// Imports record history, and others do not; either may configure.
  fileprivate func isFrom(`import`: Bool) -> Bool {
    if case .configure = self { return true }
    if case .recordHistory = self { return `import` }
    return !`import`
  }
}
