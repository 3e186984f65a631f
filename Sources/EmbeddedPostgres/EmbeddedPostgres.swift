import Glibc
package import PostgresClient
import SystemThreads

/// A private PostgreSQL server that the commands using one state folder share.
///
/// The first command starts it, later ones attach, the last to leave stops it. All of it rests on two file locks that
/// the kernel gives back when a process dies, so a `kill -9` of anybody at any moment is repaired by the next.
/// The folder belongs to one machine: process ids are compared.
package actor EmbeddedPostgres {
  package struct Options: Sendable {
    /// Who owns the cluster when root makes it in a folder of its own.
    package var serverUser = "postgres"
    /// Where the socket goes; `nil` chooses.
    package var socketFolder: String?
    /// A new cluster takes about 45 MiB, its log soon more.
    package var freeBytesMin: UInt64 = 256 << 20
    /// Recovery after a crash counts.
    package var startLimit: Duration = .seconds(120)
    package var stopLimit: Duration = .seconds(60)

    package init() {}
  }

  /// What `attach` had to do.
  package enum Arrival: Sendable, Equatable {
    /// Made the cluster and started the server.
    case created
    /// Started the server of an existing cluster.
    case started
    /// Found it running.
    case joined
  }

  package enum Departure: Sendable, Equatable {
    case serverStopped
    case othersRemain
  }

  package nonisolated let folder: StateFolder
  private nonisolated let options: Options
  private nonisolated let executor = ThreadExecutor()
  private var attached: FolderLock?
  private var cluster: Cluster?
  private var place: SocketFolder?
  /// What this one did when it came.
  package private(set) var arrival = Arrival.joined

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private init(folder: StateFolder, options: Options) {
    self.folder = folder
    self.options = options
  }

  /// Makes, starts or joins the server of `stateFolder` (`nil`: `StateFolder.standard`), which takes connections then.
  package static func attach(
    stateFolder: String? = nil, options: Options = Options()
  ) async throws -> EmbeddedPostgres {
    let folder = stateFolder.map(StateFolder.init(path:)) ?? .standard
    let server = EmbeddedPostgres(folder: folder, options: options)
    do {
      try await server.arrive()
    } catch {
      await server.executor.stop()
      throw error
    }
    return server
  }

  /// How to connect: as the owner of the database `trunkline`.
  package var connectionSettings: ConnectionSettings { settings(database: Cluster.database) }

  /// The server's process, `nil` when it is not running.
  package var serverProcessID: Int32? { cluster?.process.pid }

  /// Starts the server again when it has died, at the same place. Several processes may try: one does it.
  /// - Returns: whether it had died.
  @discardableResult
  package func revive() throws -> Bool {
    guard attached != nil, let cluster, !cluster.process.isRunning else { return false }
    let gate = try FolderLock(folder.lock, owner: folder.folderOwner)
    try gate.lockAlone(within: options.startLimit + options.stopLimit, "the server of \(folder.path)")
    defer { gate.unlock() }
    let former = place
    try provideServer(cluster)
    guard place == former else {
      throw EmbeddedPostgresError(
        .serverFailed, "the server of \(folder.path) listens in another folder now: start this program again")
    }
    return true
  }

  /// Gives the server up, and stops it when nobody else uses it. Close connections first. Later calls do nothing.
  @discardableResult
  package nonisolated func leave() async throws -> Departure {
    let departure = try await depart(stoppingAnyway: false)
    await executor.stop()
    return departure
  }

  /// Stops the server although others may use it, and gives it up.
  package nonisolated func stop() async throws {
    _ = try await depart(stoppingAnyway: true)
    await executor.stop()
  }

  /// Ends the server as a crash does. The next `attach` starts it again.
  package func killServerForTests() {
    if let pid = cluster?.process.pid { kill(pid, SIGKILL) }
  }
}

// MARK: arriving

extension EmbeddedPostgres {
  private func arrive() throws {
    try folder.prepare()
    let gate = try FolderLock(folder.lock, owner: folder.folderOwner)
    try gate.lockAlone(within: options.startLimit + options.stopLimit, "the server of \(folder.path)")
    try folder.claim()
    let attached = try FolderLock(folder.attached, owner: folder.folderOwner)
    try refuseOtherNamespace(attached)
    let cluster = try openCluster()
    self.cluster = cluster
    try provideServer(cluster)
    guard attached.tryLockShared() else {
      throw EmbeddedPostgresError(.usedElsewhere, "\(folder.attached) is locked by a program that is not Trunkline")
    }
    self.attached = attached
  }

  private func openCluster() throws(EmbeddedPostgresError) -> Cluster {
    let isNew = !folder.isInitialised
    let user = isNew ? try ownerOfNewCluster() : try ServerUser.owner(of: folder.data)
    if let closed = user.firstClosedFolder(to: folder.path) {
      throw EmbeddedPostgresError(
        .parentNotEnterable,
        "PostgreSQL runs as \(user.name), which cannot enter \(closed) on the way to the state folder \(folder.path): "
          + "chmod o+x \(closed), or choose another with --state DIR")
    }
    let programs = try ServerPrograms.find(majorVersion: folder.clusterVersion)
    let cluster = Cluster(folder: folder, user: user, programs: programs)
    if isNew {
      arrival = .created
      try cluster.initialise(freeBytesMin: options.freeBytesMin)
    }
    return cluster
  }

  /// In the folder of somebody else root makes what that one can use as well.
  private func ownerOfNewCluster() throws(EmbeddedPostgresError) -> ServerUser {
    if let owner = folder.folderOwner { return owner }
    return try ServerUser.chosen(asRoot: options.serverUser)
  }

  /// A server that is just being killed looks alive until it is asked.
  private func provideServer(_ cluster: Cluster) throws {
    for _ in 0..<3 {
      try bringUp(cluster)
      do throws(PostgresError) {
        return try provideDatabase()
      } catch {
        guard error.isConnectionFailure else { throw error }
        cluster.awaitEnd(within: .seconds(1))
      }
    }
    try provideDatabase()
  }

  private func bringUp(_ cluster: Cluster) throws(EmbeddedPostgresError) {
    let process = cluster.process
    if process.isRunning, try isReady(cluster) {
      if let socketFolder = process.socketFolder, FileSystem.exists(socketFolder + "/.s.PGSQL.\(SocketFolder.port)") {
        place = SocketFolder(path: socketFolder)
        return
      }
      // Its socket was removed, by a cleaner of temporary folders perhaps: nobody can reach it.
      try cluster.stop(within: options.stopLimit)
    }
    let sockets = try SocketFolder.create(for: folder.path, user: cluster.user, wanted: options.socketFolder)
    try sockets.checkLength()
    try FileSystem.write(Self.namespace + "\n", to: folder.serverRecord, mode: 0o644, owner: folder.folderOwner)
    try cluster.start(sockets, within: options.startLimit)
    place = sockets
    if arrival == .joined { arrival = .started }
  }

  /// Waits for a server that somebody else started; `false`: it died meanwhile, as one that was just killed does.
  private func isReady(_ cluster: Cluster) throws(EmbeddedPostgresError) -> Bool {
    let process = cluster.process
    do throws(EmbeddedPostgresError) {
      try cluster.awaitReady(within: options.startLimit) { process.isRunning }
      return true
    } catch {
      if error.kind == .serverFailed, !process.isRunning { return false }
      throw error
    }
  }

  private func provideDatabase() throws(PostgresError) {
    if arrival == .created { return try createDatabase() }
    do throws(PostgresError) {
      _ = try PostgresSession(settings(database: Cluster.database))
    } catch {
      // The command that made the cluster died before it came to this.
      guard error.sqlState == "3D000" else { throw error }
      try createDatabase()
    }
  }

  private func createDatabase() throws(PostgresError) {
    let session = try PostgresSession(settings(database: "postgres"))
    try session.execute("CREATE DATABASE \(Cluster.database) TEMPLATE template0")
  }

  private func settings(database: String) -> ConnectionSettings {
    ConnectionSettings(host: place?.path, port: SocketFolder.port, database: database, user: Cluster.role)
  }

  /// Locks reach across containers that share a disk, process ids do not.
  private func refuseOtherNamespace(_ attached: FolderLock) throws(EmbeddedPostgresError) {
    let isAlone = attached.tryLockAlone()
    attached.unlock()
    guard !isAlone, let record = FileSystem.read(folder.serverRecord), record.trimmed != Self.namespace else { return }
    throw EmbeddedPostgresError(
      .usedElsewhere,
      "the state folder \(folder.path) is in use by another container: give each its own, or let them share a PostgreSQL server"
    )
  }

  /// Such as `pid:[4026531836]`.
  private static var namespace: String { FileSystem.linkTarget("/proc/self/ns/pid") ?? "" }
}

// MARK: leaving

extension EmbeddedPostgres {
  private func depart(stoppingAnyway: Bool) throws -> Departure {
    guard let attached, let cluster else { return .othersRemain }
    self.attached = nil
    let gate = try FolderLock(folder.lock, owner: folder.folderOwner)
    try gate.lockAlone(within: options.startLimit + options.stopLimit, "the server of \(folder.path)")
    guard attached.tryLockAlone() || stoppingAnyway else { return .othersRemain }
    try cluster.stop(within: options.stopLimit)
    if options.socketFolder == nil { place?.remove() }
    return .serverStopped
  }
}
