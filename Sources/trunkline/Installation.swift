import CallHandling
import Calls
import CommandLineKit
import Digest
import EmbeddedPostgres
import EventLog
import KPI
import KafkaEventLog
import PluginKit
import PostgresClient
import PostgresEventLog
import PostgresStorage
import Publisher
import Routing
import Storage
import SystemThreads
import SystemTime
import Values

/// What a command works on: the log and the read models of one database.
struct Installation {
  let log: any EventLog
  private let closeLog: @Sendable () async -> Void
  let store: PostgresProjectionStore
  let identity: ProcessIdentity
  private let settings: ConnectionSettings
  let server: EmbeddedPostgres?

  /// Folds slices for whoever needs their state: from what a writer saved, and the rest of the log.
  var loader: SliceLoader { SliceLoader(log: log, snapshots: store, codeVersion: ProgramFile.digest) }

  /// Of the private server; `nil` when the database is another's.
  var socketFolder: String? { server == nil ? nil : settings.host }

  static let plugins: [Plugin] = [Calls.plugin, KPI.plugin, Routing.plugin, Publisher.plugin()]

  /// Opens the database and the log that the options name, runs `body`, and closes: the last command to leave stops a
  /// private server.
  /// - Parameters:
  ///   - state: the state folder, if the options name none.
  ///   - topic: that of a log on Kafka, if the options name none.
  static func with<R>(
    _ given: Invocation, state: String? = nil, topic: String = KafkaSettings.standardTopic,
    _ body: (Installation) async throws -> R
  ) async throws -> R {
    let kafka = try KafkaPlace.settings(given, topic: topic)
    let place = if let kafka { LogPlace.kafka(kafka) } else { LogPlace.database }
    return try await with(given, state: state, place, body)
  }

  /// The same with the database's own log, whatever has become of it.
  static func withOwnLog<R>(
    _ given: Invocation, _ body: (Installation) async throws -> R
  ) async throws -> R {
    try await with(given, state: nil, .databaseToCopy, body)
  }

  private enum LogPlace {
    /// Refused when commits are on Kafka.
    case database
    case kafka(KafkaSettings)
    case databaseToCopy
  }

  private static func with<R>(
    _ given: Invocation, state: String?, _ place: LogPlace, _ body: (Installation) async throws -> R
  ) async throws -> R {
    let installation = try await open(
      state: given[CommonOptions.state] ?? state, postgres: given[CommonOptions.postgres], place)
    do {
      let value = try await body(installation)
      await installation.closeInPeace()
      return value
    } catch {
      await installation.closeInPeace()
      throw error
    }
  }

  private static func open(state: String?, postgres: String?, _ place: LogPlace) async throws -> Installation {
    if let postgres { return try await open(ConnectionSettings(connectionString: postgres), place, server: nil) }
    let server = try await EmbeddedPostgres.attach(stateFolder: state)
    do {
      return try await open(server.connectionSettings, place, server: server)
    } catch {
      _ = try? await server.leave()
      throw error
    }
  }

  private static func open(
    _ settings: ConnectionSettings, _ place: LogPlace, server: EmbeddedPostgres?
  ) async throws -> Installation {
    let own = try await PostgresEventLog.open(settings, chain: chain, newID: LogID(.random()))
    do {
      let store = try await PostgresProjectionStore.open(settings)
      do {
        let log: any EventLog
        switch place {
        case .database:
          try await KafkaPlace.refuse(logInDatabaseOf: store)
          log = own
        case .kafka(let kafka): log = try await KafkaPlace.open(kafka, store, instead: own)
        case .databaseToCopy: log = own
        }
        return Installation(
          log: log,
          closeLog: {
            await (log as? KafkaEventLog)?.close()
            await own.close()
          }, store: store, identity: .ofThisProcess(), settings: settings, server: server)
      } catch {
        await store.close()
        throw error
      }
    } catch {
      await own.close()
      throw error
    }
  }

  private static let chain = Chain(hash: { SHA256.digest($0, $1) })

  /// In a task of its own: a command that was stopped still leaves in order.
  private func closeInPeace() async { await Task { await close() }.value }

  private func close() async {
    await closeLog()
    await store.close()
    _ = try? await server?.leave()
  }

  /// The projections of the plugins, opened: a plugin without rows of its present version is rebuilt first.
  func openProjections(of plugins: [Plugin] = Self.plugins) async throws -> ProjectionHost {
    let host = projections(of: plugins)
    try await host.open()
    return host
  }

  /// The same for who follows the log: each plugin is opened when it is followed, and nobody waits for another.
  func projections(of plugins: [Plugin]) -> ProjectionHost {
    ProjectionHost(log: log, store: store, plugins: plugins, owner: owner)
  }

  /// Runs `body` as the only writer of the slice; while another has it this is refused, by name.
  func asWriter<R>(of slice: Slice, _ what: String, _ body: () async throws -> R) async throws -> R {
    let membership = membership(what)
    return try await membership.lasting {
      if case .taken(let by) = try await membership.take(.writer, slice) {
        throw StorageFailure(
          .locked, "\(by.address) is writing to this centre now; let it finish, or stop it, then start again")
      }
      return try await body()
    }
  }

  /// As a member of the installation that does this.
  /// - Parameter reach: where it takes commands; empty: nowhere.
  func membership(_ what: String, reach: String = "") -> Membership {
    Membership(
      identity.member(what, reach: reach), in: store,
      on: RenewalThreads(executor: ThreadExecutor.Errands(ThreadExecutor()), tick: SystemThread.repeating),
      isGone: ProcessIdentity.isGone)
  }

  /// Unique per process start.
  var owner: String { identity.owner }

  func ownershipMarker() -> OwnershipMarker {
    let now = WallClock.now()
    return OwnershipMarker(owner: owner, commandID: CommandID(.random()), at: now, recordedAt: now)
  }
}
