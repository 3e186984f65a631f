import EventViews
import Events
import Metrics
import Storage
import Values

// What events tell about agents: the states that they leave, their offers and their log-ins.
extension KPIFold {
  /// Counts an offer, and the state that the agent leaves with it.
  mutating func offer(_ bytes: RawSpan, _ column: AgentInterval, left: RawSpan, at: Int64) throws {
    let offer = try OfferView(bytes)
    let row = try agentRow(offer.agent, at: at)
    rows.agentInterval.merge(1, column, row)
    try leave(left, agent: offer.agent)
  }

  /// Counts an offer with which the agent stays in his state.
  mutating func offer(_ bytes: RawSpan, _ column: AgentInterval, at: Int64) throws {
    let row = try agentRow(OfferView(bytes).agent, at: at)
    rows.agentInterval.merge(1, column, row)
  }

  mutating func wrapUpEnded(_ ended: borrowing AgentWrapUpEndedView, at: Int64) throws {
    let stay = try ended.stay()
    let ms = ended.wrapUpMs.count
    let row = try arrivalRow(stay)
    rows.queueArrival.merge(ms, QueueArrival.wrapUpMs, row)
    let answering = try agentArrivalRow(ended.agent, stay)
    rows.agentArrival.merge(ms, AgentArrival.wrapUpMs, answering)
    let agent = try agentRow(ended.agent, at: at)
    rows.agentInterval.merge(ms, AgentInterval.wrapUpMs, agent)
    try leave(ended.leftBytes, agent: ended.agent)
  }

  mutating func loggedIn(_ loggedIn: borrowing AgentLoggedInView, at: Int64) throws {
    let row = try agentRow(loggedIn.agent, at: at)
    rows.agentInterval.merge(1, AgentInterval.logIns, row)
    if loggedIn.inferred { rows.agentInterval.merge(1, AgentInterval.logInsInferred, row) }
  }

  mutating func struck(_ agent: RawSpan, at: Int64) throws {
    let row = try agentRow(agent, at: at)
    rows.agentInterval.merge(1, AgentInterval.strikes, row)
  }

  /// Adds the state that the agent leaves, split at the boundaries of the intervals: to the agent's times, and to the
  /// workload of the queue that it was handling for.
  mutating func leave(_ bytes: RawSpan, agent: RawSpan) throws {
    let left = try AgentIntervalView(bytes)
    guard let state = left.state else { throw UnusableEvent("an agent's state that this version does not know") }
    let since = left.since.ms
    let length = left.until.since(left.since).count
    guard length != 0 else { return }
    guard length > 0 else { throw UnusableEvent("an agent's state that ends before it begins") }
    let until = try Self.end(of: length, since: since)
    let column = Self.column(of: state)
    let inferred = left.inferred
    let reason = left.reason
    try IntervalGrid.split(from: since, to: until) { interval, part in
      key.cut(to: centre)
      key.int8(interval)
      try key.name(agent)
      let row = rows.agentInterval.row(key)
      rows.agentInterval.merge(part, column, row)
      if inferred { rows.agentInterval.merge(part, AgentInterval.inferredMs, row) }
      if state == .notReady {
        try appendReason(reason)
        let row = rows.agentNotReady.row(key)
        rows.agentNotReady.merge(part, AgentNotReady.notReadyMs, row)
      }
    }
    if let work = Self.work(of: state), left.queue.byteCount > 0 {
      try addWork(length, work, queue: left.queue, since: since)
    }
  }

  mutating func agentRow(_ agent: RawSpan, at: Int64) throws -> Int {
    key.cut(to: centre)
    key.int8(try Self.interval(of: at))
    try key.name(agent)
    return rows.agentInterval.row(key)
  }

  mutating func agentArrivalRow(_ agent: RawSpan, _ stay: borrowing StayView) throws -> Int {
    key.cut(to: centre)
    key.int8(try Self.interval(of: stay.enqueuedAt.ms))
    try key.name(agent)
    try key.name(stay.queue)
    key.int4(stay.priority)
    return rows.agentArrival.row(key)
  }

  /// Reasons are written by people: what does not fit a key is cut off, at a character's boundary.
  private mutating func appendReason(_ reason: RawSpan) throws {
    if reason.byteCount <= Self.reasonBytesMax, reason.isPlainText { return key.text(reason) }
    guard let text = reason.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) else { throw InvalidText() }
    var kept: [UInt8] = []
    for character in text where character != "\0" {
      guard kept.count + character.utf8.count <= Self.reasonBytesMax else { break }
      kept += character.utf8
    }
    key.text(kept.span.bytes)
  }

  /// Far below what an index of PostgreSQL holds.
  static var reasonBytesMax: Int { 120 }

  private static func column(of state: AgentState) -> AgentInterval {
    switch state {
    case .idle: .idleMs
    case .offered: .offeredMs
    case .talking: .talkingMs
    case .holding: .holdingMs
    case .wrapUp: .wrappingUpMs
    case .otherCall: .otherCallMs
    case .notReady: .notReadyMs
    case .disconnected: .disconnectedMs
    }
  }

  private static func work(of state: AgentState) -> QueueEvent? {
    switch state {
    case .talking: .talkMs
    case .holding: .holdMs
    case .wrapUp: .wrapUpMs
    case .idle, .offered, .otherCall, .notReady, .disconnected: nil
    }
  }

  /// A span beyond this is an error of its source, and would touch more intervals than anybody reads.
  static var spanMsMax: Int64 { 400 * 86_400_000 }

  static func end(of lengthMs: Int64, since: Int64) throws -> Int64 {
    _ = try interval(of: since)
    guard lengthMs <= spanMsMax else { throw UnusableEvent("a span of more than 400 days") }
    return since + lengthMs
  }

  /// The interval that holds the instant, which no arithmetic of an interval may carry out of its type.
  @inline(__always) static func interval(of ms: Int64) throws -> Int64 {
    guard ms.magnitude < 1 << 60 else { throw UnusableEvent("an instant that no clock shows") }
    return IntervalGrid.start(of: ms)
  }
}
