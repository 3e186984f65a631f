import Glibc
import PostgresClient
import PostgresTesting
import Testing

@testable import EmbeddedPostgres

/// What a state folder may be, and what is said when it is something else.
@Suite(.serialized) struct StateFolderTests {
  private func refusal(
    _ folder: String?, _ options: EmbeddedPostgres.Options = .init(), _ location: SourceLocation = #_sourceLocation
  ) async -> EmbeddedPostgresError? {
    do {
      let server = try await EmbeddedPostgres.attach(stateFolder: folder, options: options)
      Issue.record("it attached", sourceLocation: location)
      try await server.leave()
    } catch {
      return error as? EmbeddedPostgresError
    }
    return nil
  }

  private func write(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var text = text
    _ = text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  @Test func aNewerFormatIsRefusedByName() async throws {
    let folder = try TemporaryFolder.make()
    write("trunkline state folder, format 2\n", to: folder + "/format")
    let error = await refusal(folder)
    #expect(error?.kind == .newerFormat)
    #expect(
      error?.description == "state folder \(folder) was written by a newer Trunkline (format 2, this program knows 1)")
    #expect(FileSystem.entries(folder) == ["format"])
  }

  @Test func aFolderOfSomebodyElseIsRefusedAndLeftAsItWas() async throws {
    let folder = try TemporaryFolder.make()
    write("dear diary", to: folder + "/diary.txt")
    let error = await refusal(folder)
    #expect(error?.kind == .notAStateFolder)
    #expect(
      error?.description
        == "\(folder) is not a state folder of Trunkline and not empty (it has diary.txt): choose another with --state DIR"
    )
    #expect(FileSystem.entries(folder) == ["diary.txt"])
    write("something else", to: folder + "/format")
    #expect(await refusal(folder)?.kind == .notAStateFolder)
  }

  @Test func missingParentsAreMade() async throws {
    let folder = try TemporaryFolder.make() + "/one/two"
    let server = try await EmbeddedPostgres.attach(stateFolder: folder + "//")
    #expect(server.folder.path == folder)
    #expect(try await server.leave() == .serverStopped)
  }

  @Test func aParentThatTheServersUserCannotEnterIsNamed() async throws {
    let parent = try TemporaryFolder.make() + "/closed"
    mkdir(parent, 0o700)
    let user = try ServerUser.chosen(asRoot: "postgres")
    let closed = user.firstClosedFolder(to: parent + "/state")
    guard ServerUser.isRoot else {
      // Who is not root runs the server as himself.
      #expect(closed == nil)
      return
    }
    #expect(closed == parent)
    let error = await refusal(parent + "/state")
    #expect(error?.kind == .parentNotEnterable)
    #expect(
      error?.description.hasPrefix("PostgreSQL runs as postgres, which cannot enter \(parent) on the way to") == true)
  }

  /// A service's own account, as who is not root: what root's commands begin, the service goes on with.
  @Test func whatRootBeginsInAnothersFolderIsThatOnes() async throws {
    let folder = try TemporaryFolder.make() + "/state"
    mkdir(folder, 0o711)
    let owner = ServerUser.isRoot ? try #require(getpwnam("nobody")).pointee.pw_uid : geteuid()
    #expect(chown(folder, owner, gid_t.max) == 0)
    let server = try await EmbeddedPostgres.attach(stateFolder: folder)
    for name in ["", "/data", "/format", "/lock", "/attached"] {
      #expect(FileSystem.status(folder + name)?.st_uid == owner, "\(name)")
    }
    #expect(try await server.leave() == .serverStopped)
  }

  @Test func aFileInTheWayIsNamed() async throws {
    let folder = try TemporaryFolder.make()
    write("", to: folder + "/file")
    let error = await refusal(folder + "/file/state")
    #expect(error?.kind == .inaccessible)
    #expect(error?.description.contains("a part of the path is a file") == true)
  }

  @Test func aFileSystemThatTakesNoFoldersIsNamed() async throws {
    let error = await refusal("/proc/trunkline")
    #expect(error?.kind == .inaccessible)
    #expect(error?.description.hasPrefix("cannot create /proc/trunkline: ") == true)
  }

  @Test func aDiskWithoutRoomIsNamedBeforeAnythingIsMade() async throws {
    let folder = try TemporaryFolder.make()
    var options = EmbeddedPostgres.Options()
    options.freeBytesMin = 1 << 60
    let error = await refusal(folder, options)
    #expect(error?.kind == .diskFull)
    #expect(error?.description.contains("MiB free, a new cluster needs") == true)
    #expect(EmbeddedPostgresError.system(ENOSPC, "write", folder).kind == .diskFull)
  }

  @Test func aSocketsPathHoldsAHundredAndSevenBytes() async throws {
    let parent = try TemporaryFolder.make()
    let suffix = "/.s.PGSQL.5432"
    let longest = parent + "/" + String(repeating: "s", count: 107 - parent.utf8.count - 1 - suffix.utf8.count)
    try SocketFolder(path: longest).checkLength()
    var options = EmbeddedPostgres.Options()
    options.socketFolder = longest + "s"
    let error = await refusal(parent + "/state", options)
    #expect(error?.kind == .socketPathTooLong)
    #expect(error?.description.contains("has 108 bytes, at most 107 fit") == true)

    options.socketFolder = longest
    try await MadeCluster.shared.use { [options] folder in
      let server = try await EmbeddedPostgres.attach(stateFolder: folder, options: options)
      #expect(await server.connectionSettings.host == longest)
      try await server.leave()
    }
  }

  @Test func aLongStateFolderStillHasAShortSocket() async throws {
    let folder = try TemporaryFolder.make() + "/" + String(repeating: "long", count: 50)
    let server = try await EmbeddedPostgres.attach(stateFolder: folder)
    let host = try #require(await server.connectionSettings.host)
    #expect(host.utf8.count < 60)
    let status = try #require(FileSystem.status(host))
    #expect(status.st_mode & 0o777 == 0o700)
    try await server.leave()
    #expect(!FileSystem.exists(host))
  }

  @Test func aServerThatDoesNotStartIsQuoted() async throws {
    try await MadeCluster.shared.use { folder in
      write("no_such_setting = on\n", to: folder + "/postgresql.conf")
      let error = await refusal(folder)
      #expect(error?.kind == .serverFailed)
      #expect(error?.description.contains("unrecognized configuration parameter \"no_such_setting\"") == true)
      write("work_mem = 5MB\n", to: folder + "/postgresql.conf")
      let server = try await EmbeddedPostgres.attach(stateFolder: folder)
      let workMemory = try await withSession(server.connectionSettings) { session in
        try session.query(Statement("show", "SELECT current_setting('work_mem')")).string(0, 0)
      }
      #expect(workMemory == "5MB")
      try await server.leave()
      write("", to: folder + "/postgresql.conf")
    }
  }

  @Test func aStalePidFileOfAnotherProgramIsNoServer() async throws {
    try await MadeCluster.shared.use { folder in
      write("\(getpid())\n\(folder)/data\n0\n5432\n/tmp\n\n\nready   \n", to: folder + "/data/postmaster.pid")
      let server = try await EmbeddedPostgres.attach(stateFolder: folder)
      #expect(await server.arrival == .started)
      #expect(await server.serverProcessID != getpid())
      try await server.leave()
    }
  }

  @Test func withoutServerProgramsItSaysWhatToInstall() throws {
    let folder = try TemporaryFolder.make()
    let none = #expect(throws: EmbeddedPostgresError.self) {
      try ServerPrograms.find(majorVersion: nil, under: folder, path: folder)
    }
    #expect(none?.kind == .programsMissing)
    #expect(none?.description.hasSuffix("apt-get install postgresql") == true)
    let installed = try ServerPrograms.find(majorVersion: nil)
    let older = #expect(throws: EmbeddedPostgresError.self) { try ServerPrograms.find(majorVersion: 9) }
    #expect(
      older?.description
        == "the state folder was made by PostgreSQL 9, installed is \(installed.majorVersion): "
        + "apt-get install postgresql-9")
    let onPath = try ServerPrograms.find(majorVersion: nil, under: folder, path: "/nowhere:\(installed.folder)")
    #expect(onPath == installed)
  }

  @Test func theVersionIsReadFromTheProgram() {
    #expect(ServerPrograms.majorVersion(in: "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n") == 15)
    #expect(ServerPrograms.majorVersion(in: "postgres (PostgreSQL) 18beta1") == 18)
    #expect(ServerPrograms.majorVersion(in: "something else") == nil)
  }

  @Test func theStandardFolderFollowsTheUser() {
    let path = StateFolder.standard.path
    #expect(ServerUser.isRoot ? path == "/var/lib/trunkline" : path.hasSuffix("/trunkline"))
    #expect(StateFolder(path: "/a/b/").path == "/a/b")
    #expect(StateFolder(path: "relative").path.hasSuffix("/relative"))
  }
}
