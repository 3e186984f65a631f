import EmbeddedPostgres
import EventLog
import Glibc
import PostgresClient
import PostgresTesting
import Testing
import TrunklineTesting
import Values

@testable import PostgresEventLog

/// One server has room for few connections, so the cases come one after the other.
@Suite(.serialized) struct PostgresLogTests {
  @Test(arguments: EventLogConformance.all)
  func conforms(_ one: ConformanceCase) async throws {
    try await one.run(on: LogFactory { try await PostgresLogUnderTest.fresh() })
  }

  @Test func theWriterSyncsWhateverTheConnectionSays() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    var settings = log.settings
    settings.parameters.append(.init("synchronous_commit", "off"))
    let driver = try await PostgresEventLog.open(
      settings, chain: PostgresLogUnderTest.chain, newID: LogID(ID128(high: 1, low: 1)))
    let synced = try await driver.writer.run { try $0.serverSettings().synchronousCommit }
    #expect(synced == "on")
    await driver.close()
    await log.close()
  }

  @Test func aServerThatForgetsIsRefused() async throws {
    let folder = try TemporaryFolder.make()
    try await EmbeddedPostgres.attach(stateFolder: folder).leave()
    for setting in ["fsync", "full_page_writes"] {
      let file = try #require(fopen(folder + "/postgresql.conf", "w"))
      fputs(setting + " = off\n", file)
      fclose(file)
      let server = try await EmbeddedPostgres.attach(stateFolder: folder)
      let settings = await server.connectionSettings
      let failure = await #expect(throws: LogFailure.self) {
        _ = try await PostgresEventLog.open(
          settings, chain: PostgresLogUnderTest.chain, newID: LogID(ID128(high: 1, low: 1)))
      }
      #expect(failure?.kind == .unsafe)
      #expect(failure?.message.contains("\(setting) off") == true)
      try await server.leave()
    }
  }

  @Test func everyStatementFitsTheSchema() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    _ = try await log.openDriver()
    let connection = try await PostgresConnection.open(log.settings)
    try await connection.run { session in
      for statement in LogStatements.all { try session.check(statement) }
    }
    await connection.close()
    await log.close()
  }
}
