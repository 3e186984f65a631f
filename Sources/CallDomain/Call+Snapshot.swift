import Events
import Values

extension Call {
  var snapshot: CallSnapshot {
    CallSnapshot(
      arrival: arrival, arrivedAt: arrivedAt, recorded: recorded, watchdogAt: watchdogAt, service: service,
      priority: priority, originalEnqueuedAt: originalEnqueuedAt, totals: totals.snapshot, run: run?.snapshot,
      entry: entry?.snapshot, conversation: conversation?.snapshot)
  }

  init(_ snapshot: CallSnapshot) throws(UnreadableSnapshot) {
    self.init(
      arrival: snapshot.arrival, arrivedAt: snapshot.arrivedAt, recorded: snapshot.recorded,
      watchdogAt: snapshot.watchdogAt, phase: try Phase(snapshot), service: snapshot.service,
      priority: snapshot.priority, originalEnqueuedAt: snapshot.originalEnqueuedAt, totals: CallTotals(snapshot.totals))
  }
}

extension Call.Phase {
  fileprivate init(_ snapshot: CallSnapshot) throws(UnreadableSnapshot) {
    switch (snapshot.run, snapshot.entry, snapshot.conversation) {
    case (nil, nil, nil): self = .arrived
    case (let run?, nil, nil):
      self = .inIVR(IVRRun(flow: run.flow, enteredAt: run.enteredAt, guided: run.guided.map { GuidedRun($0) }))
    case (nil, let entry?, nil): self = .queued(Entry(entry))
    case (nil, nil, let conversation?): self = .talking(Conversation(conversation))
    default: throw UnreadableSnapshot("a call is in two places")
    }
  }
}

extension IVRRun {
  fileprivate var snapshot: RunSnapshot { RunSnapshot(flow: flow, enteredAt: enteredAt, guided: guided?.snapshot) }
}

extension CallTotals {
  fileprivate var snapshot: CallTotalsSnapshot {
    CallTotalsSnapshot(
      entries: entries, conversations: conversations, ivrMs: ivr, waitMs: wait, talkMs: talk, holdMs: hold,
      abandoned: abandoned, flowedOut: flowedOut, failed: failed)
  }

  fileprivate init(_ snapshot: CallTotalsSnapshot) {
    self.init(
      entries: snapshot.entries, conversations: snapshot.conversations, ivr: snapshot.ivrMs, wait: snapshot.waitMs,
      talk: snapshot.talkMs, hold: snapshot.holdMs, abandoned: snapshot.abandoned, flowedOut: snapshot.flowedOut,
      failed: snapshot.failed)
  }
}

extension Entry {
  fileprivate var snapshot: EntrySnapshot {
    EntrySnapshot(
      stay: stay, skills: skills, step: step, offersMade: offersMade, lastOffered: lastOffered,
      nobodyBecause: nobodyBecause, offers: offers.map(\.snapshot), arrival: arrival)
  }

  fileprivate init(_ snapshot: EntrySnapshot) {
    self.init(
      stay: snapshot.stay, skills: snapshot.skills, step: snapshot.step, offersMade: snapshot.offersMade,
      lastOffered: snapshot.lastOffered, nobodyBecause: snapshot.nobodyBecause,
      offers: snapshot.offers.map { OpenOffer($0) }, arrival: snapshot.arrival)
  }
}

extension OpenOffer {
  fileprivate var snapshot: OpenOfferSnapshot {
    var snapshot = OpenOfferSnapshot(ordinal: ordinal, agent: agent, madeAt: madeAt, deadline: deadline)
    if case .accepted(let joinBy) = progress { snapshot.joinBy = joinBy }
    return snapshot
  }

  fileprivate init(_ snapshot: OpenOfferSnapshot) {
    self.init(
      ordinal: snapshot.ordinal, agent: snapshot.agent, madeAt: snapshot.madeAt, deadline: snapshot.deadline,
      progress: snapshot.joinBy.map { .accepted(joinBy: $0) } ?? .made)
  }
}

extension Conversation {
  fileprivate var snapshot: ConversationSnapshot {
    ConversationSnapshot(
      stay: stay, agent: agent, startedAt: startedAt, waitMs: wait, overlapping: overlapping, heldSince: heldSince,
      holdMs: hold)
  }

  fileprivate init(_ snapshot: ConversationSnapshot) {
    self.init(
      stay: snapshot.stay, agent: snapshot.agent, startedAt: snapshot.startedAt, wait: snapshot.waitMs,
      overlapping: snapshot.overlapping, heldSince: snapshot.heldSince, hold: snapshot.holdMs)
  }
}
