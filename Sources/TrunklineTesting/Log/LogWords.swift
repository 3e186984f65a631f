package import EventLog
package import Events
package import Values
import WireRuntime

// Words of the log's suites: drafts that are told apart by a number, and readings of whole slices.

extension CommitDraft {
  /// A commit of `events` events; its number is in its command id, and its payload fills `payload` bytes of each event.
  package static func numbered(
    _ number: UInt64, events: Int = 1, payload: Int = 0, of centre: CentreID = .example
  ) -> CommitDraft {
    let recorded = ExtensionRecorded(
      plugin: "test", type: "counted", key: "k\(number % 7)",
      payload: [UInt8](repeating: UInt8(number & 0xff), count: payload))
    let event = Event(occurredAt: .noon, body: .extension(.recorded(recorded)))
    return CommitDraft(
      centre: centre, commandID: CommandID(ID128(high: 0x5e7, low: number)), at: .noon, recordedAt: .noon,
      actor: .system, configurationVersion: 1, events: Array(repeating: event, count: events))
  }
}

extension OwnershipMarker {
  package static func by(_ owner: String) -> OwnershipMarker {
    OwnershipMarker(owner: owner, commandID: CommandID(ID128(high: 0x0e, low: 1)), at: .noon, recordedAt: .noon)
  }
}

extension Slice {
  package static func numbered(_ number: UInt32) -> Slice { all[Int(number)] }
}

extension Commit {
  /// The number that `CommitDraft.numbered` was given; `nil` for other commits.
  package var number: UInt64? { commandID.bits.high == 0x5e7 ? commandID.bits.low : nil }
}

extension Record {
  package var commit: Commit {
    get throws { try body.withUnsafeBytes { try Commit(wire: $0.bytes) } }
  }
}

extension EventLog {
  package func genesis(of slice: Slice) -> ChainPoint { chain.genesis(of: slice, in: id) }

  /// Every record after `point` by repeated reads, up to the head.
  package func records(
    of slice: Slice, after point: ChainPoint? = nil, limit: BatchLimit = .live
  ) async throws -> [Record] {
    var found: [Record] = []
    var at = point ?? genesis(of: slice)
    while true {
      let batch = try await read(slice, after: at, limit: limit)
      guard let end = batch.end else { return found }
      for index in 0..<batch.count { found.append(batch.record(at: index)) }
      at = end
    }
  }

  /// The numbers of the commits of a slice, in order; markers have none.
  package func numbers(of slice: Slice) async throws -> [UInt64] {
    try await records(of: slice).compactMap { try $0.commit.number }
  }

  /// Reads the whole slice and checks the chain: dense positions, `prev`, recomputed ids, epochs, and that each body
  /// says what its record says.
  package func verified(_ slice: Slice) async throws -> [Record] {
    let all = try await records(of: slice)
    var before = genesis(of: slice)
    for record in all {
      let place = "position \(record.position) of slice \(slice)"
      try expectEqual(record.position, before.position.next, "\(place): not dense")
      try expectEqual(record.prev, before.id, "\(place): prev")
      let id = record.body.withUnsafeBytes { chain.id(prev: record.prev, body: $0) }
      try expectEqual(record.id, id, "\(place): id recomputed")
      let commit = try record.commit
      try expectEqual(commit.logID, self.id, "\(place): log id in the body")
      try expectEqual(commit.slice, slice, "\(place): slice in the body")
      try expectEqual(commit.position, record.position, "\(place): position in the body")
      try expectEqual(commit.epoch, record.epoch, "\(place): epoch in the body")
      try expect(
        record.epoch == before.epoch || (record.epoch > before.epoch && commit.isMarker),
        "\(place): epoch \(record.epoch) after \(before.epoch) without a marker")
      before = record.point
    }
    let numbers = try all.compactMap { try $0.commit.number }
    try expectEqual(Set(numbers).count, numbers.count, "commits that stand twice")
    return all
  }
}

extension Commit {
  package var isMarker: Bool {
    if case .slice(.ownershipTaken)? = events.first?.body { return true }
    return false
  }
}

/// Seals records and appends them without a `SliceWriter`: what a suite needs to do things that a writer never does.
package struct Pen: ~Copyable {
  package let log: any EventLog
  package let slice: Slice
  private var sealer: Sealer

  package init(_ log: any EventLog, _ slice: Slice, after point: ChainPoint) {
    self.log = log
    self.slice = slice
    sealer = Sealer(log: log.id, slice: slice, chain: log.chain, after: point)
  }

  /// Takes the slice.
  package init(taking slice: Slice, of log: any EventLog, as owner: String = "first") async throws {
    self.init(log, slice, after: try await log.acquire(slice, marker: .by(owner)))
  }

  package var point: ChainPoint { sealer.point }

  package mutating func seal(_ draft: CommitDraft) throws -> Record { try sealer.seal(draft) }

  package mutating func seal(_ numbers: ClosedRange<UInt64>, payload: Int = 0) throws -> [Record] {
    var records: [Record] = []
    for number in numbers { records.append(try sealer.seal(.numbered(number, payload: payload))) }
    return records
  }

  /// Seals and appends; must be accepted.
  package mutating func write(_ numbers: ClosedRange<UInt64>, payload: Int = 0) async throws {
    let outcome = await log.append(try seal(numbers, payload: payload), to: slice)
    try expectEqual(outcome, .accepted, "append of \(numbers)")
  }
}
