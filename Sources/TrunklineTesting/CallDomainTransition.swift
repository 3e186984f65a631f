package import CallDomain
package import Events
import Values

/// Every transition of the machines of DOMAIN 2 that the core has. A new one is a new case here, and the schedules fail
/// until they come by it.
package enum CallTransition: String, CaseIterable, Sendable {
  // Call.
  case callArrived, callToIVR, callFromIVR, callQueued, callOffering, callBackToQueued, callTalking, callOnHold
  case callRetrieved, callOutOfQueue, callOutOfConversation, callOutOfHold
  case callQueuedDirectly
  case callEndedByCaller, callEndedByAgent, callEndedNotRecorded, callEndedBySystem, callEndedByQueueTimeout,
    callEndedByWatchdog, callEndedByFlow, callEndedQueueFull
  // IVR run.
  case ivrPrompt, ivrPromptFinished, ivrInput, ivrNoInput, ivrNoMatch, ivrBranch
  case ivrGuided, ivrPromptAssumed, ivrPromptStopped, ivrAskedAgain, ivrInputPartial, ivrInputMasked
  case ivrBranchNoInput, ivrBranchNoMatch, ivrBranchOtherwise, ivrBranchCollected
  case ivrQueued, ivrCallerLeft, ivrCompleted, ivrTransferred, ivrFailed
  // Entry.
  case entryEnqueued, entryEnqueuedAgain, entryOffered, entryWaitingAgain, entryPriorityChanged, entryRelaxed
  case entryAnsweredOffered, entryAnsweredWaiting, entryAbandonedWaiting, entryAbandonedOffered
  case entryFlowedOutWaiting, entryFlowedOutOffered, entryFailedWaiting, entryFailedOffered
  // Offer.
  case offerMade, offerMadeBroadcast, offerAccepted, offerJoined, offerRejected, offerExpired
  case offerMadeCancelled, offerAcceptedCancelled, offerLostRace, offerMadeWithdrawn, offerAcceptedWithdrawn
  case offerDeviceBusy, offerDeviceUnreachable, offerJoinFailed, offerMadeStationLost, offerAcceptedStationLost
  // Agent: session.
  case agentLoggedIn, agentLoggedOut, agentStationLost, agentStationRestored, agentLoggedOutDisconnected
  case agentLoggedOutInConversation
  // Agent: status.
  case agentReady, agentNotReadySelf, agentNotReadySupervisor, agentNotReadyMissedOffers, agentNotReadyDevice
  case agentNotReadySchedule, agentNotReadyForAnotherReason, agentPendingReady, agentPendingNotReady
  case agentPendingApplied, agentStruck, agentSkillsChanged
  // Agent: voice slot.
  case slotOffered, slotFreedByOffer, slotTalking, slotHolding, slotRetrieved, slotFreedByTalk, slotFreedByHold
  case slotWrapUp, wrapUpExtended, wrapUpEndedByAgent, wrapUpEndedByTimer, wrapUpEndedBySupervisor, wrapUpEndedByLogOut
  case stationLostTalking
  // Recorded history.
  case recordedOverlapping, recordedOverlapEnded, recordedNobody, recordedImportAdvanced
  case configured, configuredAgain
}

/// Names the transitions of a commit's events, given the state before each.
package struct CallTransitions {
  private var withdrawn: Set<EntryID> = []
  private var made: Set<EntryID> = []
  private var arrived: Set<CallID> = []
  package internal(set) var found: [CallTransition] = []

  package init() {}

  /// Between two commits.
  package mutating func commitEnded() {
    withdrawn.removeAll(keepingCapacity: true)
    made.removeAll(keepingCapacity: true)
    arrived.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
  }

  package mutating func note(_ event: Event, before centre: Centre) {
    switch event.body {
    case .call(let event): note(event, centre)
    case .ivr(let event): note(event, centre)
    case .entry(let event): note(event)
    case .offer(let event): note(event, centre)
    case .conversation(let event): note(event, centre)
    case .agent(let event): note(event, centre)
    case .centre(.configured(let event)): found.append(event.version == 1 ? .configured : .configuredAgain)
    case .history(.importAdvanced): found.append(.recordedImportAdvanced)
    case .centre(.unknown), .history(.contradicted), .history(.unknown), .route, .slice, .`extension`, .unknown: break
    }
  }

  private mutating func note(_ event: CallEvent, _ centre: Centre) {
    switch event {
    case .arrived(let event):
      found.append(.callArrived)
      arrived.insert(event.call)
    case .held: found += [.callOnHold, .slotHolding]
    case .retrieved: found += [.callRetrieved, .slotRetrieved]
    case .ended(let event):
      switch event.by {
      case .caller: found.append(.callEndedByCaller)
      case .agent: found.append(.callEndedByAgent)
      case .notRecorded: found.append(.callEndedNotRecorded)
      case .system:
        let causes: [String: CallTransition] = [
          "queueTimeout": .callEndedByQueueTimeout, "watchdog": .callEndedByWatchdog, "served": .callEndedByFlow,
          "queueFull": .callEndedQueueFull,
        ]
        found.append(causes[event.cause] ?? .callEndedBySystem)
      }
    case .answeredBySystem, .disconnected, .unknown: break
    }
  }

  private mutating func note(_ event: EntryEvent) {
    switch event {
    case .enqueued(let event):
      found += [.callQueued, event.stay.entry == 1 ? .entryEnqueued : .entryEnqueuedAgain]
      if arrived.contains(event.stay.call) { found.append(.callQueuedDirectly) }
    case .priorityChanged: found.append(.entryPriorityChanged)
    case .requirementsRelaxed: found.append(.entryRelaxed)
    case .abandoned(let event):
      found += [.callOutOfQueue, event.during == .offered ? .entryAbandonedOffered : .entryAbandonedWaiting]
    case .flowedOut(let event):
      found += [
        .callOutOfQueue, withdrawn.contains(event.stay.entryID) ? .entryFlowedOutOffered : .entryFlowedOutWaiting,
      ]
    case .failed(let event):
      found += [.callOutOfQueue, withdrawn.contains(event.stay.entryID) ? .entryFailedOffered : .entryFailedWaiting]
    case .unknown: break
    }
  }

  private mutating func note(_ event: OfferEvent, _ centre: Centre) {
    switch event {
    case .made(let event):
      found += [.offerMade, .slotOffered]
      if made.insert(event.offer.stay.entryID).inserted {
        found += [.callOffering, .entryOffered]
      } else {
        found.append(.offerMadeBroadcast)
      }
    case .accepted: found.append(.offerAccepted)
    case .joined: found.append(.offerJoined)
    case .rejected(let event): ended(event.offer, .offerRejected, centre)
    case .expired(let event): ended(event.offer, .offerExpired, centre)
    case .cancelled(let event):
      ended(event.offer, isAccepted(event.offer, centre) ? .offerAcceptedCancelled : .offerMadeCancelled, centre)
    case .rescinded(let event):
      switch event.reason {
      case .lostRace: ended(event.offer, .offerLostRace, centre)
      case .withdrawn:
        withdrawn.insert(event.offer.stay.entryID)
        ended(event.offer, isAccepted(event.offer, centre) ? .offerAcceptedWithdrawn : .offerMadeWithdrawn, centre)
      }
    case .failed(let event):
      switch event.cause {
      case .deviceBusy: ended(event.offer, .offerDeviceBusy, centre)
      case .deviceUnreachable: ended(event.offer, .offerDeviceUnreachable, centre)
      case .joinFailed: ended(event.offer, .offerJoinFailed, centre)
      case .stationLost:
        ended(event.offer, isAccepted(event.offer, centre) ? .offerAcceptedStationLost : .offerMadeStationLost, centre)
      }
    case .unknown: break
    }
  }

  private func isAccepted(_ offer: Offer, _ centre: Centre) -> Bool {
    centre.calls[offer.stay.call]?.entry?.offer(offer.ordinal)?.isAccepted == true
  }

  private mutating func ended(_ offer: Offer, _ transition: CallTransition, _ centre: Centre) {
    found += [transition, .slotFreedByOffer]
    if centre.calls[offer.stay.call]?.entry?.offers.count == 1 { found += [.callBackToQueued, .entryWaitingAgain] }
  }

  private mutating func note(_ event: ConversationEvent, _ centre: Centre) {
    switch event {
    case .started(let event):
      found.append(.callTalking)
      guard event.agent != nil, !event.overlapping else {
        found += [event.overlapping ? .recordedOverlapping : .recordedNobody, .entryAnsweredWaiting]
        return
      }
      found += [.entryAnsweredOffered, .slotTalking]
    case .ended(let event):
      let held = centre.calls[event.stay.call]?.conversation?.heldSince != nil
      found.append(held ? .callOutOfHold : .callOutOfConversation)
      if event.overlapping {
        found.append(.recordedOverlapEnded)
      } else if event.agent != nil {
        found.append(held ? .slotFreedByHold : .slotFreedByTalk)
      }
    case .unknown: break
    }
  }

  private mutating func note(_ event: AgentEvent, _ centre: Centre) {
    switch event {
    case .loggedIn: found.append(.agentLoggedIn)
    case .loggedOut(let event):
      found.append(.agentLoggedOut)
      guard let agent = centre.agents[event.agent] else { return }
      if agent.isDisconnected { found.append(.agentLoggedOutDisconnected) }
      if !agent.isFree { found.append(.agentLoggedOutInConversation) }
    case .becameReady(let event):
      found.append(.agentReady)
      notePending(event.agent, centre)
    case .becameNotReady(let event):
      switch event.cause {
      case .`self`: found.append(.agentNotReadySelf)
      case .supervisor: found.append(.agentNotReadySupervisor)
      case .missedOffers: found.append(.agentNotReadyMissedOffers)
      case .device: found.append(.agentNotReadyDevice)
      case .schedule: found.append(.agentNotReadySchedule)
      }
      if centre.agents[event.agent]?.status != .ready { found.append(.agentNotReadyForAnotherReason) }
      notePending(event.agent, centre)
    case .pendingStatusSet(let event): found.append(event.ready ? .agentPendingReady : .agentPendingNotReady)
    case .wrapUpStarted: found.append(.slotWrapUp)
    case .wrapUpExtended: found.append(.wrapUpExtended)
    case .wrapUpEnded(let event):
      switch event.by {
      case .agent: found.append(.wrapUpEndedByAgent)
      case .timer: found.append(.wrapUpEndedByTimer)
      case .supervisor: found.append(.wrapUpEndedBySupervisor)
      case .loggedOut: found.append(.wrapUpEndedByLogOut)
      }
    case .stationLost(let event):
      found.append(.agentStationLost)
      if case .talking? = centre.agents[event.agent]?.slot { found.append(.stationLostTalking) }
    case .stationRestored: found.append(.agentStationRestored)
    case .skillsChanged: found.append(.agentSkillsChanged)
    case .struck: found.append(.agentStruck)
    case .unknown: break
    }
  }

  private mutating func notePending(_ agent: AgentID, _ centre: Centre) {
    if centre.agents[agent]?.pending != nil { found.append(.agentPendingApplied) }
  }
}

extension Stay {
  var entryID: EntryID { EntryID(call: call, ordinal: entry) }
}
