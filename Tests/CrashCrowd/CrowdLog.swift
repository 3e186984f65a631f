import CallHandling
import Digest
import EventLog
import Glibc
import KafkaEventLog
import PostgresClient
import PostgresEventLog
import PostgresStorage
import Storage
import Values

/// The log that the server writes: in its private database, or on Kafka, where `TRUNKLINE_KAFKA` says so to both.
enum CrowdLog {
  /// - Parameter sockets: the folder of the database's socket; it runs or is on its way.
  static func open(_ sockets: String) async throws -> any EventLog {
    var settings = ConnectionSettings(host: sockets, port: 5432, database: "trunkline", user: "trunkline")
    settings.connectTimeout = .seconds(5)
    var backOff = BackOff()
    while true {
      do {
        return try await log(settings)
      } catch let failure as LogFailure {
        guard failure.kind == .unavailable else { throw failure }
      } catch let failure as StorageFailure {
        guard failure.kind == .unavailable else { throw failure }
      }
      await backOff.pause()
    }
  }

  private static func log(_ settings: ConnectionSettings) async throws -> any EventLog {
    let chain = Chain(hash: SHA256.digest)
    let own = try await PostgresEventLog.open(settings, chain: chain, newID: LogID(.random()), readersMax: 3)
    guard let text = getenv("TRUNKLINE_KAFKA").map({ String(cString: $0) }) else { return own }
    await own.close()
    let words = text.split(separator: "/")
    var kafka = KafkaSettings(brokers: String(words[0]))
    kafka.topic = String(words[1])
    let store = try await PostgresProjectionStore.open(settings, connectionsMax: 2)
    do {
      return try await KafkaEventLog.open(kafka, chain: chain, index: store, newID: own.id)
    } catch {
      await store.close()
      throw error
    }
  }
}
