import EventLog
import Events
import Values

// Short words for hand-made commits. Times are milliseconds after noon of a day of 1999.

let noon: Int64 = 915_192_000_000

func time(_ ms: Int64) -> Instant { Instant(ms: noon + ms) }
func span(_ ms: Int64) -> Milliseconds { Milliseconds(ms) }
func at(_ ms: Int64, _ body: Event.Body) -> Event { Event(occurredAt: time(ms), body: body) }

extension CentreID { static let north = CentreID("north")! }
extension QueueID {
  static let sales = QueueID("sales")!
  static let help = QueueID("help")!
}
extension AgentID {
  static let anna = AgentID("anna")!
  static let bo = AgentID("bo")!
}
extension CallID { static func number(_ number: UInt64) -> CallID { CallID(ID128(high: 0xCA11, low: number)) } }

extension Stay {
  static func of(_ call: UInt64, _ queue: QueueID = .sales, at ms: Int64, priority: Int32 = 0) -> Stay {
    Stay(
      call: .number(call), entry: 1, queue: queue, priority: priority, enqueuedAt: time(ms),
      originalEnqueuedAt: time(ms))
  }
}

extension AgentInterval {
  static func idle(_ since: Int64, _ until: Int64, inferred: Bool = false) -> AgentInterval {
    AgentInterval(state: .idle, since: time(since), until: time(until), inferred: inferred)
  }
  static func notReady(_ reason: String, _ since: Int64, _ until: Int64) -> AgentInterval {
    AgentInterval(state: .notReady, since: time(since), until: time(until), reason: reason)
  }
  static func busy(_ state: AgentState, _ since: Int64, _ until: Int64, _ stay: Stay) -> AgentInterval {
    AgentInterval(state: state, since: time(since), until: time(until), call: stay.call, queue: stay.queue)
  }
}

/// A log of one centre, written commit by commit.
struct Story {
  private(set) var bodies: [[UInt8]] = []

  mutating func commit(_ events: Event..., centre: CentreID? = .north) {
    append(centre, events)
  }

  /// A commit whose last events are these bytes, as a newer version or a fault would have left them.
  mutating func commit(_ events: [Event], raw: [UInt8]..., centre: CentreID? = .north) {
    append(centre, events)
    for bytes in raw { bodies[bodies.count - 1] += [122, UInt8(bytes.count)] + bytes }
  }

  private mutating func append(_ centre: CentreID?, _ events: [Event]) {
    let commit = Commit(
      logID: LogID(ID128(high: 1, low: 1)), slice: Slice(of: .north), epoch: Epoch(1),
      position: Position(UInt64(bodies.count) + 1), centre: centre,
      commandID: CommandID(ID128(high: 2, low: UInt64(bodies.count) + 1)), at: time(0), recordedAt: time(0),
      actor: Actor(kind: .system), events: events)
    bodies.append(commit.wireBytes())
  }

  /// The whole log in batches of this many commits.
  func batches(of size: Int) -> [RecordBatch] {
    stride(from: 0, to: bodies.count, by: size).map { start in
      RecordBatch(
        slice: Slice(of: .north),
        records: (start..<min(start + size, bodies.count)).map { index in
          Record(position: Position(UInt64(index) + 1), epoch: Epoch(1), id: .zero, prev: .zero, body: bodies[index])
        })
    }
  }
}
