import Glibc
import PostgresClient
import PostgresTesting
import Testing

@testable import EmbeddedPostgres

/// The first command starts the server, later ones attach, the last to leave stops it, whoever dies in between.
@Suite(.serialized) struct SharedServerTests {
  @Test func theFirstMakesItOthersJoinAndTheLastStopsIt() async throws {
    let folder = try TemporaryFolder.make()
    let first = try await EmbeddedPostgres.attach(stateFolder: folder)
    #expect(await first.arrival == .created)
    let server = try #require(await first.serverProcessID)
    let other = try Probe(folder)
    #expect(try await other.arrival() == ("joined", server))
    let third = try await EmbeddedPostgres.attach(stateFolder: folder)
    #expect(await third.arrival == .joined)

    #expect(try await first.leave() == .othersRemain)
    #expect(try await third.leave() == .othersRemain)
    #expect(isAlive(server))
    #expect(try await other.leave() == "serverStopped")
    try await eventually("the server is gone") { !isAlive(server) }

    let again = try await EmbeddedPostgres.attach(stateFolder: folder)
    #expect(await again.arrival == .started)
    #expect(try await again.leave() == .serverStopped)
    #expect(try await again.leave() == .othersRemain)
  }

  @Test func whatWasWrittenIsThereTheNextTime() async throws {
    try await MadeCluster.shared.use { folder in
      let first = try await EmbeddedPostgres.attach(stateFolder: folder)
      let connection = try await PostgresConnection.open(first.connectionSettings)
      try await connection.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept (n int8); INSERT INTO kept VALUES (7)")
      await connection.close()
      try await first.leave()
      let second = try await EmbeddedPostgres.attach(stateFolder: folder)
      try await withSession(second.connectionSettings) { session in
        let kept = try session.query(Statement("kept", "SELECT n FROM kept")).int64(0, 0)
        #expect(kept == 7)
        let facts = Statement(
          "facts",
          """
          SELECT current_setting('server_encoding'), datcollate, current_setting('listen_addresses'), datname
          FROM pg_database WHERE datname = current_database()
          """)
        let rows = try session.query(facts)
        #expect(try (0..<4).map { try rows.string(0, $0) } == ["UTF8", "C", "", "trunkline"])
        #expect(try session.serverSettings().isDurable)
      }
      try await second.leave()
    }
  }

  @Test func twoFirstCommandsAtOnceMakeOneServer() async throws {
    let folder = try TemporaryFolder.make()
    let probes = try (0..<4).map { _ in try Probe(folder) }
    var arrivals: [String] = []
    var servers: Set<pid_t> = []
    for probe in probes {
      let arrival = try await probe.arrival()
      arrivals.append(arrival.what)
      servers.insert(arrival.server)
    }
    #expect(arrivals.sorted() == ["created", "joined", "joined", "joined"])
    #expect(servers.count == 1)
    var departures: [String] = []
    for probe in probes { departures.append(try await probe.leave()) }
    #expect(departures == ["othersRemain", "othersRemain", "othersRemain", "serverStopped"])
  }

  @Test func theStarterIsKilledWhileAnotherIsAttached() async throws {
    try await MadeCluster.shared.use { folder in
      let starter = try Probe(folder)
      let server = try await starter.arrival().server
      let other = try await EmbeddedPostgres.attach(stateFolder: folder)
      starter.kill()
      #expect(isAlive(server))
      try await withSession(other.connectionSettings) { _ = try $0.execute("SELECT 1") }
      #expect(try await other.leave() == .serverStopped)
      try await eventually("the server is gone") { !isAlive(server) }
    }
  }

  @Test func everybodyIsKilledAndTheServerLivesOn() async throws {
    try await MadeCluster.shared.use { folder in
      let probes = [try Probe(folder), try Probe(folder)]
      let server = try await probes[0].arrival().server
      #expect(try await probes[1].arrival().server == server)
      for probe in probes { probe.kill() }
      #expect(isAlive(server))
      let next = try await EmbeddedPostgres.attach(stateFolder: folder)
      #expect(await next.arrival == .joined)
      #expect(await next.serverProcessID == server)
      #expect(try await next.leave() == .serverStopped)
    }
  }

  @Test func theServerIsKilledInTheMiddleOfAQuery() async throws {
    try await MadeCluster.shared.use { folder in
      let server = try await EmbeddedPostgres.attach(stateFolder: folder)
      let settings = await server.connectionSettings
      let connection = try await PostgresConnection.open(settings)
      let observer = try await Observer(settings)
      try await connection.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept (n int8); INSERT INTO kept VALUES (7)")
      let processID = try await connection.run { $0.backendProcessID }
      let attempt = Task { await awaitedError { try await connection.execute("SELECT pg_sleep(60)") } }
      try await observer.awaitStatement("pg_sleep", of: processID)
      await server.killServerForTests()
      #expect(await attempt.value?.kind == .connectionLost)
      #expect(await awaitedError { try await connection.execute("SELECT 1") }?.kind == .connectionLost)
      #expect(await awaitedError { try await connection.reconnect() }?.kind == .cannotConnect)

      let next = try await EmbeddedPostgres.attach(stateFolder: folder)
      #expect(await next.arrival == .started)
      try await connection.reconnect()
      let kept = try await connection.query(Statement("kept", "SELECT n FROM kept")) { try $0.int64($1, 0) }
      #expect(kept == [7])
      await connection.close()
      #expect(try await server.leave() == .othersRemain)
      #expect(try await next.leave() == .serverStopped)
    }
  }

  /// Two that share a server see it die: one starts it again, at the same place, and both go on.
  @Test func aServerThatDiedIsRevivedOnce() async throws {
    try await MadeCluster.shared.use { folder in
      let first = try await EmbeddedPostgres.attach(stateFolder: folder)
      let second = try await EmbeddedPostgres.attach(stateFolder: folder)
      let settings = await first.connectionSettings
      #expect(try await first.revive() == false)
      await first.killServerForTests()
      while await first.serverProcessID != nil { await Task.yield() }
      async let one = first.revive()
      async let other = second.revive()
      #expect(try await [one, other].contains(true))
      #expect(await first.serverProcessID == second.serverProcessID)
      #expect(await first.connectionSettings == settings)
      let connection = try await PostgresConnection.open(settings)
      try await connection.execute("SELECT 1")
      await connection.close()
      #expect(try await first.leave() == .othersRemain)
      #expect(try await second.leave() == .serverStopped)
    }
  }

  @Test func theServerAndItsStarterAreKilledTogether() async throws {
    try await MadeCluster.shared.use { folder in
      let starter = try Probe(folder)
      let server = try await starter.arrival().server
      kill(server, SIGKILL)
      starter.kill()
      let next = try await EmbeddedPostgres.attach(stateFolder: folder)
      #expect(await next.arrival == .started)
      #expect(await next.serverProcessID != server)
      #expect(try await next.leave() == .serverStopped)
    }
  }

  /// A command was killed right after it had started the server, which has not come to its folder yet.
  @Test func aServerOnItsWayMakesRoom() async throws {
    try await MadeCluster.shared.use { folder in
      // It goes by the words that the server is started with, and does not come to its folder.
      let slow = try ChildProcess.startDetached([
        "/bin/sh", "-c", "while :; do sleep 1; done", "postgres", "-D", folder + "/data",
      ])
      let process = ServerProcess(dataFolder: folder + "/data")
      try await eventually("it is seen") { process.orphans.contains(slow) }
      let another = ServerProcess(dataFolder: folder + "/other")
      #expect(!another.orphans.contains(slow))
      let server = try await EmbeddedPostgres.attach(stateFolder: folder)
      #expect(await server.arrival == .started)
      #expect(!isAlive(slow))
      try await server.leave()
    }
  }

  @Test func aCommandKilledWhileItMakesTheClusterLeavesNoHalfOne() async throws {
    let folder = try TemporaryFolder.make()
    let first = try Probe(folder)
    try await eventually("the cluster is being made") {
      drafts(in: folder).contains { access("\(folder)/\($0)/PG_VERSION", F_OK) == 0 }
    }
    first.kill()
    let next = try await EmbeddedPostgres.attach(stateFolder: folder)
    try await withSession(next.connectionSettings) { _ = try $0.execute("SELECT 1") }
    try await eventually("no draft is left") { drafts(in: folder).isEmpty }
    #expect(try await next.leave() == .serverStopped)
  }

  private func drafts(in folder: String) -> [String] {
    (FileSystem.entries(folder) ?? []).filter { $0.hasPrefix("data.new") }
  }

  /// Ctrl-C reaches the session of the terminal; an open descriptor of ours would keep a lock after our death.
  @Test func theServerHasASessionAndDescriptorsOfItsOwn() async throws {
    try await MadeCluster.shared.use { folder in
      let server = try await EmbeddedPostgres.attach(stateFolder: folder)
      let process = try #require(await server.serverProcessID)
      #expect(getsid(process) == process)
      var descriptors: [String] = []
      for name in FileSystem.entries("/proc/\(process)/fd") ?? [] {
        if let target = FileSystem.linkTarget("/proc/\(process)/fd/\(name)") { descriptors.append(target) }
      }
      #expect(descriptors.contains("/dev/null"))
      #expect(!descriptors.contains { $0 == folder + "/lock" || $0 == folder + "/attached" })
      #expect(try await server.leave() == .serverStopped)
    }
  }

  @Test func stoppingAnywayEndsItForAll() async throws {
    try await MadeCluster.shared.use { folder in
      let first = try await EmbeddedPostgres.attach(stateFolder: folder)
      let second = try await EmbeddedPostgres.attach(stateFolder: folder)
      try await first.stop()
      #expect(await second.serverProcessID == nil)
      #expect(try await second.leave() == .serverStopped)
    }
  }
}
