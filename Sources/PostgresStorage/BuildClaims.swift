import PostgresClient
import Storage

/// The builds that this process makes, claimed on a connection of its own: the claims end with the process, however it
/// ends, and whoever tidies up leaves alone what is claimed.
struct BuildClaims: Sendable {
  private let connection: PostgresConnection

  static let claim = Statement("claim build", "SELECT pg_advisory_lock(hashtextextended($1, 0))", [.text])
  private static let release = Statement(
    "release build", "SELECT pg_advisory_unlock(hashtextextended($1, 0))", [.text])
  /// For the rest of a transaction on another connection; false while a process that lives has the build.
  static let tryClaim = Statement(
    "claim abandoned build", "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", [.text])
  static let all = [claim, release, tryClaim]

  static func key(_ build: Build) -> String { "trunkline build of \(build.schema)" }

  static func open(_ settings: ConnectionSettings) async throws -> BuildClaims {
    BuildClaims(connection: try await PostgresConnection.open(settings))
  }

  func close() async { await connection.close() }

  /// Runs `body`, which makes a build and claims it, in one transaction: nobody sees the build unclaimed.
  func making(
    _ body: @escaping @Sendable (PostgresSession) throws -> Build
  ) async throws(StorageFailure) -> Build {
    do {
      if connection.isLost { try await connection.reconnect() }
      return try await connection.run { session in try session.transaction { try body(session) } }
    } catch {
      throw StorageFailure(postgres: error)
    }
  }

  /// Does nothing for a build that is not claimed here; a lost connection has released it.
  func release(_ build: Build) async {
    _ = try? await connection.run { try $0.query(Self.release) { $0.text(Self.key(build)) }.isEmpty }
  }
}
