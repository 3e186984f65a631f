import Events
import Values

extension Agent {
  var snapshot: AgentSnapshot {
    AgentSnapshot(
      id: id, configured: configured, skills: skills, queues: queues, logIn: logIn?.snapshot,
      disconnected: isDisconnected, status: status.snapshot, pending: pending?.snapshot, slot: slot.snapshot,
      since: since, idleSince: idleSince, deviceTrouble: deviceTrouble?.snapshot, strikes: strikes,
      overlapping: overlapping, lastOffer: lastOffer?.snapshot, lastStay: lastStay,
      notReadyUntil: notReadyUntil)
  }

  init(_ snapshot: AgentSnapshot) throws(UnreadableSnapshot) {
    self.init(id: snapshot.id, configured: snapshot.configured, skills: snapshot.skills)
    queues = snapshot.queues
    if let logIn = snapshot.logIn.map(LogIn.init) {
      session = snapshot.disconnected ? .disconnected(logIn) : .loggedIn(logIn)
    }
    status = Status(snapshot.status)
    pending = snapshot.pending.map { PendingStatus(status: Status($0.status), cause: $0.cause) }
    if let slot = snapshot.slot { self.slot = try VoiceSlot(slot) }
    since = snapshot.since
    idleSince = snapshot.idleSince
    deviceTrouble = snapshot.deviceTrouble.map { DeviceTrouble(failures: $0.failures, lastAt: $0.lastAt) }
    strikes = snapshot.strikes
    overlapping = snapshot.overlapping
    lastOffer = snapshot.lastOffer.map { SettledOffer(call: $0.call, end: OfferEnd($0.end)) }
    lastStay = snapshot.lastStay
    notReadyUntil = snapshot.notReadyUntil
  }
}

extension Agent.LogIn {
  fileprivate var snapshot: LogInSnapshot { LogInSnapshot(at: at, station: station, site: site, inferred: inferred) }

  fileprivate init(_ snapshot: LogInSnapshot) {
    self.init(at: snapshot.at, station: snapshot.station, site: snapshot.site, inferred: snapshot.inferred)
  }
}

extension Agent.Status {
  fileprivate var snapshot: StatusSnapshot {
    switch self {
    case .ready: StatusSnapshot()
    case .notReady(let reason, let cause): StatusSnapshot(reason: reason, cause: cause)
    }
  }

  fileprivate init(_ snapshot: StatusSnapshot) {
    self = snapshot.cause.map { .notReady(reason: snapshot.reason, cause: $0) } ?? .ready
  }
}

extension Agent.PendingStatus {
  fileprivate var snapshot: PendingStatusSnapshot { PendingStatusSnapshot(status: status.snapshot, cause: cause) }
}

extension Agent.DeviceTrouble {
  fileprivate var snapshot: DeviceTroubleSnapshot { DeviceTroubleSnapshot(failures: failures, lastAt: lastAt) }
}

extension Agent.SettledOffer {
  fileprivate var snapshot: SettledOfferSnapshot { SettledOfferSnapshot(call: call, end: .init(end)) }
}

extension Agent.VoiceSlot {
  fileprivate var snapshot: VoiceSlotSnapshot? {
    switch self {
    case .free: nil
    case .offered(let offer, let queue): .offered(OfferedSlot(offer: OfferKey(offer), queue: queue))
    case .talking(let call, let queue): .talking(ConversationSlot(call: call, queue: queue))
    case .holding(let call, let queue): .holding(ConversationSlot(call: call, queue: queue))
    case .wrapUp(let wrapUp):
      .wrapUp(WrapUpSlot(stay: wrapUp.stay, startedAt: wrapUp.startedAt, deadline: wrapUp.deadline))
    }
  }

  fileprivate init(_ snapshot: VoiceSlotSnapshot) throws(UnreadableSnapshot) {
    switch snapshot {
    case .offered(let slot): self = .offered(OfferID(slot.offer), queue: slot.queue)
    case .talking(let slot): self = .talking(slot.call, queue: slot.queue)
    case .holding(let slot): self = .holding(slot.call, queue: slot.queue)
    case .wrapUp(let slot):
      self = .wrapUp(Agent.WrapUp(stay: slot.stay, startedAt: slot.startedAt, deadline: slot.deadline))
    case .unknown(let field): throw UnreadableSnapshot("a voice slot of a newer version (field \(field))")
    }
  }
}

extension OfferEnd {
  fileprivate init(_ end: SettledOfferSnapshot.End) {
    switch end {
    case .joined: self = .joined
    case .rejected: self = .rejected
    case .expired: self = .expired
    case .callerGone: self = .callerGone
    case .lostRace: self = .lostRace
    case .withdrawn: self = .withdrawn
    case .failed: self = .failed
    }
  }
}

extension SettledOfferSnapshot.End {
  fileprivate init(_ end: OfferEnd) {
    switch end {
    case .joined: self = .joined
    case .rejected: self = .rejected
    case .expired: self = .expired
    case .callerGone: self = .callerGone
    case .lostRace: self = .lostRace
    case .withdrawn: self = .withdrawn
    case .failed: self = .failed
    }
  }
}
