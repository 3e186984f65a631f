import EmbeddedPostgres
import PostgresTesting
import Storage
import Testing
import TrunklineTesting
import Values

@testable import PostgresStorage

/// A server that was away for longer than a membership lasts took nobody's renewal: nobody loses his lease by that.
@Suite(.serialized) struct OwnershipRestartTests {
  @Test(.timeLimit(.minutes(2))) func aServerThatComesBackFindsItsMembersAlive() async throws {
    let slice = Slice(of: CentreID(unchecked: "bank"))
    let one = Member(owner: "one", address: "process 1")
    let two = Member(owner: "two", address: "process 2")
    let span = Milliseconds.seconds(3)
    let folder = try TemporaryFolder.make()
    var server = try await EmbeddedPostgres.attach(stateFolder: folder)
    var store = try await PostgresProjectionStore.open(await server.connectionSettings)
    _ = try await store.begin(one, for: span)
    _ = try await store.take(.writer, slice, by: "one")
    await store.close()
    try await server.leave()
    // The server is away for longer than the membership lasts.
    let later = ContinuousClock.now + .milliseconds(3_500)
    await until { .now > later }
    server = try await EmbeddedPostgres.attach(stateFolder: folder)
    store = try await PostgresProjectionStore.open(await server.connectionSettings)
    _ = try await store.begin(two, for: .minutes(1))
    #expect(try await store.take(.writer, slice, by: "two") == .taken(by: one))
    // One who does not renew it is over all the same.
    try await until {
      if case .held = try await store.take(.writer, slice, by: "two") { true } else { false }
    }
    await store.close()
    try await server.leave()
  }
}
