import PostgresClient
import PostgresTesting
import Synchronization
import Testing

@Suite(.serialized) struct PoolTests {
  /// Holds a connection until it is told to give it back.
  private struct Holder {
    let giveBack: AsyncStream<Void>.Continuation
    let ended: Task<Void, any Error>

    init(_ pool: PostgresPool) async throws {
      let (released, release) = AsyncStream.makeStream(of: Void.self)
      let (held, hold) = AsyncStream.makeStream(of: Void.self)
      giveBack = release
      ended = Task {
        try await pool.withConnection { _ in
          hold.finish()
          for await _ in released {}
        }
      }
      for await _ in held {}
    }
  }

  /// How many hold a connection at a time.
  private final class Usage: Sendable {
    private let counts = Mutex((now: 0, most: 0))

    func began() {
      counts.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
    }
    func ended() { counts.withLock { $0.now -= 1 } }
    var most: Int { counts.withLock { $0.most } }
  }

  /// Who was served when.
  private final class Order: Sendable {
    private let served = Mutex<[Int]>([])

    func note(_ number: Int) { served.withLock { $0.append(number) } }
    var numbers: [Int] { served.withLock { $0 } }
  }

  @Test func noMoreConnectionsThanAllowed() async throws {
    let pool = PostgresPool(try await TemporaryPostgres.shared, connectionsMax: 3)
    let inUse = Usage()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<100 {
        group.addTask {
          try await pool.withConnection { connection in
            inUse.began()
            try await connection.execute("SELECT 1")
            inUse.ended()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(inUse.most <= 3)
    #expect(await pool.connectionCount <= 3)
    await pool.close()
    #expect(await pool.connectionCount == 0)
  }

  @Test func whoCameFirstIsServedFirst() async throws {
    let pool = PostgresPool(try await TemporaryPostgres.shared, connectionsMax: 1)
    let holder = try await Holder(pool)
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<10 {
        group.addTask { try await pool.withConnection { _ in order.note(number) } }
        try await eventually("\(number) waits") { await pool.waiterCount == number + 1 }
      }
      holder.giveBack.finish()
      try await group.waitForAll()
    }
    #expect(order.numbers == Array(0..<10))
    try await holder.ended.value
    await pool.close()
  }

  @Test func whoWaitsTooLongIsToldSo() async throws {
    let pool = PostgresPool(try await TemporaryPostgres.shared, connectionsMax: 1)
    let holder = try await Holder(pool)
    let error = await awaitedError { try await pool.withConnection(within: .milliseconds(20)) { _ in } }
    #expect(error?.kind == .timedOut)
    #expect(error?.message == "none of 1 connections became free in time")
    let waiter = Task { await awaitedError { try await pool.withConnection { _ in } } }
    try await eventually("the second waits") { await pool.waiterCount == 1 }
    waiter.cancel()
    #expect(await waiter.value?.kind == .cancelled)
    holder.giveBack.finish()
    try await holder.ended.value
    try await pool.withConnection { try await $0.execute("SELECT 1") }
    await pool.close()
  }

  @Test func aLostConnectionIsReplaced() async throws {
    let settings = try await TemporaryPostgres.shared
    let observer = try await Observer(settings)
    let pool = PostgresPool(settings, connectionsMax: 1)
    let processID = try await pool.withConnection { connection in
      let processID = try await connection.run { $0.backendProcessID }
      try await observer.terminate(processID)
      #expect(await awaitedError { try await connection.execute("SELECT 1") }?.kind == .connectionLost)
      return processID
    }
    #expect(try await pool.withConnection { try await $0.run { $0.backendProcessID } } != processID)
    await pool.close()
  }

  @Test func aConnectionThatDiedIdleIsNotLent() async throws {
    let settings = try await TemporaryPostgres.shared
    let observer = try await Observer(settings)
    let pool = PostgresPool(settings, connectionsMax: 1)
    let processID = try await pool.withConnection { try await $0.run { $0.backendProcessID } }
    try await observer.terminate(processID)
    let gone = Statement("gone", "SELECT count(*) FROM pg_stat_activity WHERE pid = $1", [.int4])
    try await eventually("the server process ends") {
      try await observer.connection.query(gone) {
        $0.int4(processID)
      } row: {
        try $0.int64($1, 0)
      } == [0]
    }
    try await pool.withConnection { try await $0.execute("SELECT 1") }
    await pool.close()
  }

  @Test func aTransactionLeftOpenDoesNotReachTheNext() async throws {
    let pool = PostgresPool(try await TemporaryPostgres.shared, connectionsMax: 1)
    try await pool.withConnection { try await $0.execute("BEGIN") }
    #expect(try await pool.withConnection { try await $0.run { $0.isInTransaction } } == false)
    await pool.close()
  }

  @Test func aServerThatIsAwayIsTriedAgainUntilTheWaiterGivesUp() async throws {
    let pool = PostgresPool(ConnectionSettings(host: "/tmp/no server here"), connectionsMax: 2)
    let error = await awaitedError { try await pool.withConnection(within: .milliseconds(200)) { _ in } }
    #expect(error?.kind == .timedOut)
    #expect(error?.detail?.contains("/tmp/no server here") == true)
    await pool.close()
  }

  @Test func aDatabaseThatIsNotThereIsReportedAtOnce() async throws {
    var settings = try await TemporaryPostgres.shared
    settings.database = "nowhere"
    let pool = PostgresPool(settings, connectionsMax: 2)
    #expect(await awaitedError { try await pool.withConnection { _ in } }?.sqlState == "3D000")
    await pool.close()
  }

  @Test func closingWaitsForTheLentAndRefusesTheRest() async throws {
    let pool = PostgresPool(try await TemporaryPostgres.shared, connectionsMax: 1)
    let holder = try await Holder(pool)
    let waiter = Task { await awaitedError { try await pool.withConnection { _ in } } }
    try await eventually("the second waits") { await pool.waiterCount == 1 }
    let closing = Task { await pool.close() }
    #expect(await waiter.value?.kind == .closed)
    holder.giveBack.finish()
    await closing.value
    #expect(await pool.connectionCount == 0)
    #expect(await awaitedError { try await pool.withConnection { _ in } }?.kind == .closed)
  }
}
