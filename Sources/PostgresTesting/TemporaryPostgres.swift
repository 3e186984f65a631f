import EmbeddedPostgres
import Glibc
package import PostgresClient
import Synchronization

/// One private server per test process, in a folder of its own under `/tmp`; both vanish with the process, however
/// it ends.
package enum TemporaryPostgres {
  private static let server = Task { () throws -> EmbeddedPostgres in
    try await EmbeddedPostgres.attach(stateFolder: try TemporaryFolder.make())
  }

  private static let databases = Atomic(0)

  /// The server's database `trunkline`, shared by everybody in this process.
  package static var shared: ConnectionSettings {
    get async throws { try await server.value.connectionSettings }
  }

  /// A new, empty database on the shared server, for suites that migrate or count.
  package static func freshDatabase() async throws -> ConnectionSettings {
    var settings = try await shared
    let name = "test_\(databases.add(1, ordering: .relaxed).newValue)"
    let connection = try await PostgresConnection.open(settings)
    try await connection.execute("CREATE DATABASE \(name) TEMPLATE template0")
    await connection.close()
    settings.database = name
    return settings
  }
}

/// Folders for state that is thrown away.
package enum TemporaryFolder {
  /// A new, empty folder under `parent` which the server's user can reach. It is removed, and a server in it aborted,
  /// when this process is gone, however it ends.
  package static func make(in parent: String = "/tmp") throws -> String {
    var template = Array("\(parent)/trunkline-test-XXXXXX".utf8CString)
    // Entered by all, since the server may run as somebody else.
    guard mkdtemp(&template) != nil, chmod(template, 0o711) == 0 else { throw failure("make a temporary folder") }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    try removeAfterUse(folder)
    return folder
  }

  /// The kernel gives our lock back when we die, which lets the shell go on.
  private static func removeAfterUse(_ folder: String) throws {
    let guardFile = folder + ".in-use"
    let file = open(guardFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    // The descriptor stays open until the process ends: that is its purpose.
    guard file >= 0, flock(file, LOCK_SH) == 0 else { throw failure("lock \(guardFile)") }
    let script = """
      pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
      sockets=$(sed -n 5p "$1/data/postmaster.pid" 2>/dev/null)
      [ -n "$pid" ] && kill -QUIT "$pid" && while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
      rm -rf "$1" "$2" ${sockets:+"$sockets"}
      """
    _ = try ChildProcess.startDetached(["flock", guardFile, "sh", "-c", script, "sh", folder, guardFile])
  }

  private static func failure(_ doing: String) -> PostgresError {
    PostgresError(.misuse, "cannot \(doing): \(String(cString: strerror(errno)))")
  }
}
