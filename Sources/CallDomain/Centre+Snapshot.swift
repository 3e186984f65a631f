package import Events
import Values

/// A snapshot that this code cannot take for a state: the log is folded instead.
package struct UnreadableSnapshot: Error, Sendable, Equatable {
  package let reason: String
  init(_ reason: String) { self.reason = reason }
}

// What a centre is, as a message: everything that makes two centres equal. A property added to the state and not here
// is found by the round trip over random schedules.
extension Centre {
  package var snapshot: CentreSnapshot {
    let heap = deadlines.saved
    return CentreSnapshot(
      id: id, configurationVersion: configurationVersion, lastAt: lastAt, misfits: misfits,
      configuration: configuration,
      queues: queues.values.sorted { $0.id < $1.id }.map(\.snapshot),
      calls: calls.values.sorted { $0.id < $1.id }.map(\.snapshot),
      agents: agents.values.sorted { $0.id < $1.id }.map(\.snapshot),
      arrivals: arrivals, imports: imports.values.sorted { $0.source.description < $1.source.description },
      commands: commands.bytes({ $0.bits }) { effect, bytes in
        bytes.append(word: effect.position.number)
        bytes.append(word: effect.bodyDigest)
      },
      endedCalls: endedCalls.bytes({ $0.bits }) { _, _ in },
      deadlines: heap.deadlines.map(\.snapshot), deadlinesRegistered: heap.registered,
      deadlinesSweepAt: UInt64(heap.sweepAt))
  }

  package init(_ snapshot: CentreSnapshot) throws(UnreadableSnapshot) {
    self.init(id: snapshot.id)
    configurationVersion = snapshot.configurationVersion
    lastAt = snapshot.lastAt
    misfits = snapshot.misfits
    configure(snapshot.configuration)
    arrivals = snapshot.arrivals
    for queue in snapshot.queues { queues[queue.configuration.id] = Queue(queue) }
    for call in snapshot.calls { calls[call.arrival.call] = try Call(call) }
    for agent in snapshot.agents { agents[agent.id] = try Agent(agent) }
    for progress in snapshot.imports { imports[progress.source] = progress }
    try joinLines()
    try restoreMemory(snapshot)
    var heap = DeadlineHeap(registered: snapshot.deadlinesRegistered, sweepAt: Int(clamping: snapshot.deadlinesSweepAt))
    for deadline in snapshot.deadlines { heap.deadlines.append(try Deadline(deadline)) }
    deadlines = Deadlines(heap)
  }

  /// Not in the initialiser, where observers sleep.
  private mutating func configure(_ configuration: Configuration) { self.configuration = configuration }

  /// The lines follow from the entries.
  private mutating func joinLines() throws(UnreadableSnapshot) {
    for entry in calls.values.compactMap(\.entry).sorted(by: { $0.key < $1.key }) {
      guard queues[entry.stay.queue] != nil else {
        throw UnreadableSnapshot("a call waits in a queue that is not there")
      }
      change(entry.stay.queue) { $0.line.insert(entry.key) }
    }
  }

  private mutating func restoreMemory(_ snapshot: CentreSnapshot) throws(UnreadableSnapshot) {
    var records = RememberedRecords(snapshot.commands, hasEffect: true)
    while let record = try records.next() {
      commands.remember(CommandID(record.key), record.effect, at: record.at)
    }
    records = RememberedRecords(snapshot.endedCalls, hasEffect: false)
    while let record = try records.next() { endedCalls.remember(CallID(record.key), true, at: record.at) }
  }
}

extension Queue {
  fileprivate var snapshot: QueueSnapshot {
    QueueSnapshot(
      configuration: configuration, enqueued: flow.enqueued, answered: flow.answered, abandoned: flow.abandoned,
      flowedOut: flow.flowedOut, failed: flow.failed)
  }

  fileprivate init(_ snapshot: QueueSnapshot) {
    self.init(configuration: snapshot.configuration)
    flow = QueueFlow(
      enqueued: snapshot.enqueued, answered: snapshot.answered, abandoned: snapshot.abandoned,
      flowedOut: snapshot.flowedOut, failed: snapshot.failed)
  }
}
