import Glibc

/// Makes, starts and stops the cluster of a state folder. Its callers hold the folder's lock.
struct Cluster: Sendable {
  let folder: StateFolder
  let user: ServerUser
  let programs: ServerPrograms

  static let role = "trunkline"
  static let database = "trunkline"

  var process: ServerProcess { ServerProcess(dataFolder: folder.data) }
  private var log: ServerLog { ServerLog(folder: folder.log) }

  /// `initdb` writes beside, under a name of its own since one that was orphaned may still run, and the result is
  /// moved into place: a killed attempt leaves no half cluster.
  func initialise(freeBytesMin: UInt64) throws(EmbeddedPostgresError) {
    if let free = FileSystem.freeBytes(folder.path), free < freeBytesMin {
      throw EmbeddedPostgresError(
        .diskFull,
        "\(folder.path) has \(free >> 20) MiB free, a new cluster needs \(freeBytesMin >> 20) MiB: free some space, or choose another disk with --state DIR"
      )
    }
    try log.prepare(user)
    folder.removeDrafts()
    let draft = folder.newDraft()
    try FileSystem.createFolder(draft, mode: 0o700)
    if user.isForeign && chown(draft, user.userID, user.groupID) != 0 { throw .system(errno, "give away", draft) }
    let command = [
      programs.initdb, "-D", draft, "-U", Self.role, "-k", "--locale=C", "-E", "UTF8", "--auth=trust",
      "--no-instructions",
    ]
    let run = try ChildProcess.run(command, as: user, within: .seconds(120))
    guard run.status == 0 else {
      FileSystem.removeTree(draft)
      throw failure("initdb failed", run.output.trimmed)
    }
    try append(ServerConfiguration.include, to: draft + "/postgresql.conf")
    if !FileSystem.exists(folder.overrides) {
      let text = "# Settings of your own, read last.\n"
      try FileSystem.write(text, to: folder.overrides, mode: 0o644, owner: folder.folderOwner)
    }
    guard rename(draft, folder.data) == 0 else { throw .system(errno, "create", folder.data) }
    FileSystem.flushFolder(of: folder.data)
  }

  /// Starts the server and waits until it takes connections.
  func start(_ sockets: SocketFolder, within limit: Duration) throws(EmbeddedPostgresError) {
    try clearRemains(within: .seconds(10))
    sockets.removeSocket(of: folder.data)
    try log.prepare(user)
    let configuration = folder.data + "/" + ServerConfiguration.fileName
    let settings = ServerConfiguration.text(majorVersion: programs.majorVersion, kernel: .running)
    try FileSystem.write(settings, to: configuration, mode: 0o600, owner: user.isForeign ? user : nil)
    let output = open(log.startFile, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw .system(errno, "write", log.startFile) }
    defer { close(output) }
    if user.isForeign { fchown(output, user.userID, user.groupID) }
    let command = [
      programs.postgres, "-D", folder.data, "-c", "listen_addresses=", "-c", "port=\(SocketFolder.port)",
      "-c", "unix_socket_directories=\(sockets.path)",
    ]
    let child = try ChildProcess.startDetached(command, as: user, log: output)
    try awaitReady(within: limit) { kill(child, 0) == 0 }
  }

  /// Also for a server that somebody else started.
  func awaitReady(within limit: Duration, isAlive: () -> Bool) throws(EmbeddedPostgresError) {
    let deadline = ContinuousClock.now + limit
    while true {
      // Asked first: a server that died in between has left its file behind.
      let wasAlive = isAlive()
      if case .ready = process.state { return }
      if !wasAlive {
        awaitLastWords(within: .seconds(2))
        throw failure("the PostgreSQL server of \(folder.path) did not start", log.excerpt())
      }
      if Task.isCancelled { throw EmbeddedPostgresError(.cancelled, "cancelled while the server was starting") }
      if ContinuousClock.now >= deadline {
        throw EmbeddedPostgresError(
          .timedOut,
          "the PostgreSQL server of \(folder.path) has not been ready for \(limit); its log says:\n\(log.excerpt())")
      }
      SystemCall.pause(milliseconds: 3)
    }
  }

  /// Stops the server: open transactions are rolled back, everything is on the disk afterwards.
  func stop(within limit: Duration) throws(EmbeddedPostgresError) {
    guard let pid = process.pid else { return }
    kill(pid, SIGINT)
    let deadline = ContinuousClock.now + limit
    while process.isRunning || process.isAlive(pid) {
      if ContinuousClock.now >= deadline {
        // It recovers from its log at the next start.
        kill(pid, SIGQUIT)
        throw EmbeddedPostgresError(
          .timedOut, "the PostgreSQL server of \(folder.path) did not stop within \(limit) and was aborted")
      }
      SystemCall.pause(milliseconds: 3)
    }
  }

  /// Gives a server that does not answer the time to be gone.
  func awaitEnd(within limit: Duration) {
    let deadline = ContinuousClock.now + limit
    while process.isRunning && ContinuousClock.now < deadline { SystemCall.pause(milliseconds: 3) }
  }

  /// What a killed server left: its processes, which hold the shared memory, and a file with an id that may by now be
  /// another program's.
  private func clearRemains(within limit: Duration) throws(EmbeddedPostgresError) {
    let deadline = ContinuousClock.now + limit
    for orphan in process.orphans { kill(orphan, SIGQUIT) }
    while true {
      let left = process.orphans
      if left.isEmpty { break }
      if ContinuousClock.now >= deadline {
        for orphan in left { kill(orphan, SIGKILL) }
        if ContinuousClock.now >= deadline + .seconds(5) {
          throw EmbeddedPostgresError(
            .timedOut, "processes of a killed PostgreSQL server on \(folder.data) do not end: \(left)")
        }
      }
      SystemCall.pause(milliseconds: 3)
    }
    process.removePidFile()
  }

  /// The process that writes the log ends after the server.
  private func awaitLastWords(within limit: Duration) {
    let deadline = ContinuousClock.now + limit
    while !process.orphans.isEmpty && ContinuousClock.now < deadline { SystemCall.pause(milliseconds: 3) }
  }

  private func failure(_ what: String, _ said: String) -> EmbeddedPostgresError {
    let isDiskFull = said.contains(SystemCall.message(ENOSPC))
    return EmbeddedPostgresError(
      isDiskFull ? .diskFull : .serverFailed, "\(what)\(isDiskFull ? ", the disk is full" : ""); it said:\n\(said)")
  }

  private func append(_ text: String, to path: String) throws(EmbeddedPostgresError) {
    let file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard file >= 0 else { throw .system(errno, "write", path) }
    defer { close(file) }
    var text = text
    guard text.withUTF8({ write(file, $0.baseAddress, $0.count) == $0.count }), fsync(file) == 0 else {
      throw .system(errno, "write", path)
    }
  }
}
