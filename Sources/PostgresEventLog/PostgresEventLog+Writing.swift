package import EventLog
import FailPoints
import PostgresClient
package import Values

extension PostgresEventLog {
  package func acquire(_ slice: Slice, marker: OwnershipMarker) async throws(LogFailure) -> ChainPoint {
    while true {
      let head = try await head(of: slice)
      var sealer = Sealer(log: id, slice: slice, chain: chain, after: head)
      let record = try sealer.sealOwnership(marker, epoch: head.epoch.next)
      if try await take(slice, record) {
        FailPoint.acquireAfterMarker.reach()
        signal.advanced(slice, to: record.position)
        noteAccepted(record, in: slice)
        return record.point
      }
    }
  }

  /// Whether the marker is in the log; `false` when another record came before it.
  private func take(_ slice: Slice, _ record: Record) async throws(LogFailure) -> Bool {
    do {
      return try await writing { session in
        let inserted = try session.run(LogStatements.take) {
          $0.int2(Int16(slice.number))
          $0.int8(Int64(bitPattern: record.position.number))
          $0.int8(Int64(bitPattern: record.epoch.number))
          $0.bytea(record.id)
          $0.bytea(record.prev)
          $0.bytea(record.body)
        }
        return inserted == 1
      }
    } catch let error as PostgresError where error.isUniqueViolation {
      return false
    } catch let error as PostgresError where error.isOutcomeUnknown {
      return try await resolve([record], in: slice) == .accepted
    } catch {
      throw LogFailure(postgres: error)
    }
  }

  package func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    do {
      return told(records, in: slice, try await writing { try self.append(records, to: slice, on: $0) })
    } catch {
      return .unknown(reason: "\(error)")
    }
  }

  /// The outcome, of which other processes are told.
  private func told(_ records: [Record], in slice: Slice, _ outcome: AppendOutcome) -> AppendOutcome {
    if outcome == .accepted, let last = records.last { noteAccepted(last, in: slice) }
    return outcome
  }

  private func noteAccepted(_ last: Record, in slice: Slice) {
    wasAccepted(last.point, in: slice)
    teller.appended(to: slice, through: last.position)
  }

  /// Throws only when the outcome is not known.
  private func append(_ records: [Record], to slice: Slice, on session: PostgresSession) throws -> AppendOutcome {
    guard let first = records.first else { return .accepted }
    FailPoint.appendBeforeBegin.reach()
    do {
      let inserted = try insert(records, first: first, slice: slice, on: session)
      if inserted == records.count {
        FailPoint.appendAfterReply.reach()
        return .accepted
      }
    } catch let error as PostgresError {
      guard error.isUniqueViolation else { throw error }
    }
    return try verdict(on: records, in: slice, on: session)
  }

  /// One statement, which is its own transaction. It is taken apart only for a crash test that wants to die inside it.
  private func insert(
    _ records: [Record], first: Record, slice: Slice, on session: PostgresSession
  ) throws -> Int {
    if FailPoint.appendAfterInsert.isArmed || FailPoint.appendAfterCommitSent.isArmed {
      return try insertInPieces(records, first: first, slice: slice, on: session)
    }
    return try session.run(LogStatements.append) { $0.append(records, first: first, slice: slice) }
  }

  private func insertInPieces(
    _ records: [Record], first: Record, slice: Slice, on session: PostgresSession
  ) throws -> Int {
    try session.execute("BEGIN")
    do {
      let inserted = try session.run(LogStatements.append) { $0.append(records, first: first, slice: slice) }
      FailPoint.appendAfterInsert.reach()
      try session.sendPipeline { try $0.send(Statement.commit) }
      FailPoint.appendAfterCommitSent.reach()
      _ = try session.collectPipeline()
      return inserted
    } catch {
      if session.isInTransaction { try session.execute("ROLLBACK") }
      throw error
    }
  }

  /// The barrier of this driver: the same rows again. The key conflict waits for the old transaction, if it lives, and
  /// after that the table tells.
  package func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    do {
      let outcome = try await writing { session -> AppendOutcome in
        if let first = records.first, first.position > Position(1) {
          do throws(PostgresError) {
            let inserted = try session.run(LogStatements.append) { $0.append(records, first: first, slice: slice) }
            if inserted == records.count { return .accepted }
          } catch {
            guard error.isUniqueViolation else { throw error }
          }
        }
        return try self.verdict(on: records, in: slice, on: session)
      }
      return told(records, in: slice, outcome)
    } catch {
      throw LogFailure(postgres: error)
    }
  }

  /// What the table says about records that were not inserted now.
  private func verdict(on records: [Record], in slice: Slice, on session: PostgresSession) throws -> AppendOutcome {
    guard let last = records.last else { return .accepted }
    if let point = try point(at: last.position, of: slice, on: session), point.id == last.id { return .accepted }
    let head = try head(of: slice, on: session)
    return head.epoch > last.epoch ? .fenced(by: head.epoch) : .stale(head: head)
  }

  /// Runs `body` on the writer's connection, which is made anew when it was lost; nothing is sent to a server before it
  /// has been looked at.
  private func writing<R: Sendable>(_ body: @escaping @Sendable (PostgresSession) throws -> R) async throws -> R {
    if writer.isLost { try await writer.reconnect() }
    return try await writer.run { session in
      try self.checkServer(on: session)
      return try body(session)
    }
  }
}

extension Parameters {
  fileprivate mutating func append(_ records: [Record], first: Record, slice: Values.Slice) {
    int2(Int16(slice.number))
    int8(Int64(bitPattern: first.epoch.number))
    int8s(records.lazy.map { Int64(bitPattern: $0.position.number) })
    array(of: .bytea) { for record in records { $0.digest(record.id) } }
    array(of: .bytea) { for record in records { $0.digest(record.prev) } }
    array(of: .bytea) { for record in records { $0.bytes(record.body) } }
    int8(Int64(bitPattern: first.position.number &- 1))
    bytea(first.prev)
  }

  fileprivate mutating func bytea(_ digest: Digest256) { digest.withBytes { bytea($0) } }
}

extension ArrayElements {
  mutating func digest(_ digest: Digest256) { digest.withBytes { bytes($0) } }
}
