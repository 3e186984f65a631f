import EmbeddedPostgres
import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct EmbeddedTests {
  @Test func scratch() async throws {
    let clock = ContinuousClock()
    let folder = try TemporaryFolder.make()
    var t = clock.now
    let a = try await EmbeddedPostgres.attach(stateFolder: folder)
    print("created in", clock.now - t, await a.arrival, await a.connectionSettings.host!)
    t = clock.now
    let b = try await EmbeddedPostgres.attach(stateFolder: folder)
    print("joined in", clock.now - t, await b.arrival)
    #expect(try await a.leave() == .othersRemain)
    t = clock.now
    #expect(try await b.leave() == .serverStopped)
    print("stopped in", clock.now - t)
    t = clock.now
    let c = try await EmbeddedPostgres.attach(stateFolder: folder)
    print("started in", clock.now - t, await c.arrival)
    let k = try await PostgresConnection.open(c.connectionSettings)
    async let q: () = { _ = try? await k.execute("SELECT pg_sleep(100)") }()
    await c.killServerForTests()
    await q
    t = clock.now
    let d = try await EmbeddedPostgres.attach(stateFolder: folder)
    print("restarted in", clock.now - t, await d.arrival)
    try await k.reconnect()
    try await k.execute("SELECT 1")
    #expect(try await c.leave() == .othersRemain)
    #expect(try await d.leave() == .serverStopped)
  }
}
