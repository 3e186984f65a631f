package import EventLog
package import PostgresClient
import Synchronization
package import Values

/// The log in one PostgreSQL table, the embedded default.
///
/// Appends go through one connection, so that a group is one statement, one transaction and one fsync; reads have
/// connections of their own and never block the writer (G9). Readers of other processes are told by NOTIFY.
package final class PostgresEventLog: EventLog {
  package let id: LogID
  package let chain: Chain
  package let signal: AppendSignal
  package var appendExecutor: (any TaskExecutor)? { writer.errands }
  let writer: PostgresConnection
  let readers: PostgresPool
  let scans = ScanGate()
  let teller: AppendTeller
  /// The last record of each slice that the database took from this process.
  private let accepted = Mutex<[Slice: ChainPoint]>([:])
  private let listener: AppendListener

  private init(
    id: LogID, chain: Chain, _ settings: ConnectionSettings, writer: PostgresConnection, readersMax: Int,
    lookEvery: Duration
  ) {
    self.id = id
    self.chain = chain
    self.writer = writer
    let readers = PostgresPool(settings, connectionsMax: readersMax)
    self.readers = readers
    teller = AppendTeller(settings)
    let listener = AppendListener(settings, lookEvery: lookEvery) { slice in
      try await readers.withConnection { try await $0.run { try Self.headPosition(of: slice, on: $0) } }
    }
    self.listener = listener
    signal = AppendSignal { signal, _ in listener.start(signal) }
  }

  /// Opens the log of a database, and makes it when there is none (with the identity `newID`).
  ///
  /// A server that does not keep what it acknowledged is refused (G4), and so is a database of a newer version.
  package static func open(
    _ settings: ConnectionSettings, chain: Chain, newID: LogID, readersMax: Int = 4,
    lookEvery: Duration = AppendListener.lookEvery
  ) async throws(LogFailure) -> PostgresEventLog {
    var writing = settings
    writing.parameters.append(.init("synchronous_commit", "on"))
    do {
      let writer = try await PostgresConnection.open(writing)
      do {
        let id = try await writer.run { session in
          defer { session.isServerChecked = true }
          return try LogSetup.prepare(on: session, newID: newID)
        }
        return PostgresEventLog(
          id: id, chain: chain, settings, writer: writer, readersMax: readersMax, lookEvery: lookEvery)
      } catch {
        await writer.close()
        throw error
      }
    } catch {
      throw LogFailure(postgres: error)
    }
  }

  package func close() async {
    await listener.stop()?.value
    await teller.close()
    await writer.close()
    await readers.close()
  }

  package func head(of slice: Slice) async throws(LogFailure) -> ChainPoint {
    try await reading { try self.head(of: slice, on: $0) }
  }

  package func point(at position: Position, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    if position == .zero { return chain.genesis(of: slice, in: id) }
    return try await reading { session in
      if let point = try self.point(at: position, of: slice, on: session) { return point }
      let head = try self.head(of: slice, on: session)
      throw position > head.position
        ? LogFailure.beyondHead(position, head: head.position, of: slice) : LogFailure.broken(at: position, of: slice)
    }
  }

  package func occupiedSlices() async throws(LogFailure) -> [Slice] {
    try await reading { session in
      let rows = try session.query(LogStatements.occupied)
      return try rows.map { row throws(PostgresError) in try rows.int32(row, 0) }
        .compactMap { Slice(UInt32(truncatingIfNeeded: $0)) }
    }
  }

  /// Runs `body` on a reader's connection; what goes wrong comes out as a `LogFailure`.
  func reading<R: Sendable>(
    _ body: @escaping @Sendable (PostgresSession) throws -> R
  ) async throws(LogFailure) -> R {
    do {
      return try await readers.withConnection { try await $0.run { try body($0) } }
    } catch {
      throw LogFailure(postgres: error)
    }
  }

  func wasAccepted(_ point: ChainPoint, in slice: Slice) { accepted.withLock { $0[slice] = point } }

  /// The server that the writer is connected to must keep commits, and have what it took from this process: one that
  /// comes back after a loss may be another, or an older copy (G4, G8).
  func checkServer(on session: PostgresSession) throws {
    if session.isServerChecked { return }
    try LogSetup.checkAgain(id, on: session)
    let accepted = accepted.withLock { $0 }
    for (slice, point) in accepted.sorted(by: { $0.key < $1.key }) { try check(point, of: slice, on: session) }
    session.isServerChecked = true
  }

  private static func headPosition(of slice: Slice, on session: PostgresSession) throws -> Position {
    let rows = try session.query(LogStatements.head) { $0.int2(Int16(slice.number)) }
    return rows.isEmpty ? .zero : Position(UInt64(bitPattern: try rows.int64(0, 0)))
  }

  func head(of slice: Slice, on session: PostgresSession) throws -> ChainPoint {
    let rows = try session.query(LogStatements.head) { $0.int2(Int16(slice.number)) }
    return rows.isEmpty ? chain.genesis(of: slice, in: id) : try rows.chainPoint(0)
  }

  /// `nil` when there is no such record.
  func point(at position: Position, of slice: Slice, on session: PostgresSession) throws -> ChainPoint? {
    let rows = try session.query(LogStatements.point) {
      $0.int2(Int16(slice.number))
      $0.int8(Int64(bitPattern: position.number))
    }
    return rows.isEmpty ? nil : try rows.chainPoint(0)
  }
}

extension PostgresRows {
  /// Columns position, id, epoch.
  func chainPoint(_ row: Int) throws -> ChainPoint {
    ChainPoint(
      position: Position(UInt64(bitPattern: try int64(row, 0))), id: try digest(row, 1),
      epoch: Epoch(UInt64(bitPattern: try int64(row, 2))))
  }

  func digest(_ row: Int, _ column: Int) throws -> Digest256 {
    guard let digest = try withBytes(row, column, { Digest256(bytes: $0) }) else {
      throw LogFailure(.broken(position: .zero), "the log holds an id that has not 32 bytes")
    }
    return digest
  }
}
