import Glibc
import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct ConnectionTests {
  @Test func callsRunOnAThreadOfTheConnectionsOwn() async throws {
    let settings = try await TemporaryPostgres.shared
    let first = try await PostgresConnection.open(settings)
    let second = try await PostgresConnection.open(settings)
    let thread = try await first.run { _ in UInt(pthread_self()) }
    #expect(try await first.run { _ in UInt(pthread_self()) } == thread)
    #expect(try await second.run { _ in UInt(pthread_self()) } != thread)
    await first.close()
    await second.close()
  }

  @Test func closingEndsTheThreadAndTheServerProcess() async throws {
    let settings = try await TemporaryPostgres.shared
    let observer = try await Observer(settings)
    let connection = try await PostgresConnection.open(settings)
    let processID = try await connection.run { $0.backendProcessID }
    let thread = try await connection.run { _ in Self.thisThread() }
    #expect(access(thread, F_OK) == 0)
    await connection.close()
    #expect(access(thread, F_OK) != 0)
    let alive = Statement("alive", "SELECT count(*) FROM pg_stat_activity WHERE pid = $1", [.int4])
    try await eventually("the server process ends") {
      try await observer.connection.query(alive) {
        $0.int4(processID)
      } row: {
        try $0.int64($1, 0)
      } == [0]
    }
    #expect(await awaitedError { try await connection.execute("SELECT 1") }?.kind == .closed)
    #expect(await awaitedError { try await connection.reconnect() }?.kind == .closed)
    await connection.close()
  }

  @Test func droppingWithoutClosingLeavesNothing() async throws {
    let settings = try await TemporaryPostgres.shared
    try await PostgresConnection.open(settings).execute("SELECT 1")
    let files = openFiles()
    let threads = ownThreads()
    for _ in 0..<20 { try await PostgresConnection.open(settings).execute("SELECT 1") }
    // Other suites open and close theirs meanwhile.
    try await eventually("files and threads are given back") {
      openFiles() <= files + 30 && ownThreads() <= threads + 10
    }
  }

  @Test func theBatchOfOneHopIsNotInterleaved() async throws {
    let connection = try await PostgresConnection.open(try await TemporaryPostgres.shared)
    try await connection.execute("CREATE TEMP TABLE steps (id int8 GENERATED ALWAYS AS IDENTITY, worker int4)")
    let insert = Statement("step", "INSERT INTO steps (worker) VALUES ($1)", [.int4])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          try await connection.run { session in
            for _ in 0..<20 { try session.run(insert) { $0.int4(Int32(worker)) } }
          }
        }
      }
      try await group.waitForAll()
    }
    let workers = try await connection.query(Statement("steps", "SELECT worker FROM steps ORDER BY id")) {
      try $0.int32($1, 0)
    }
    for start in stride(from: 0, to: workers.count, by: 20) {
      #expect(Set(workers[start..<start + 20]).count == 1)
    }
  }

  /// The calling thread's folder in `/proc`.
  private static func thisThread() -> String {
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = buffer.withUnsafeMutableBytes {
      readlink("/proc/thread-self", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    return "/proc/" + String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
  }

  private func openFiles() -> Int { entries("/proc/self/fd") }
  private func ownThreads() -> Int { entries("/proc/self/task") }

  private func entries(_ folder: String) -> Int {
    guard let stream = opendir(folder) else { return 0 }
    defer { closedir(stream) }
    var count = 0
    while readdir(stream) != nil { count += 1 }
    return count
  }
}
