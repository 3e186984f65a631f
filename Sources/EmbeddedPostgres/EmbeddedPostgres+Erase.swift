extension EmbeddedPostgres {
  /// Removes the cluster of a state folder with everything in it, for a new beginning. A folder without one stays as it
  /// is; one that somebody uses, or that is not ours, is refused.
  /// - Parameter path: as for `attach`.
  package static func erase(stateFolder path: String?, options: Options = Options()) throws {
    let folder = path.map { StateFolder(path: $0) } ?? .standard
    guard FileSystem.exists(folder.path) else { return }
    try folder.prepare()
    guard folder.isInitialised else { return }
    let gate = try FolderLock(folder.lock, owner: folder.folderOwner)
    try gate.lockAlone(within: options.startLimit + options.stopLimit, "the server of \(folder.path)")
    let attached = try FolderLock(folder.attached, owner: folder.folderOwner)
    guard attached.tryLockAlone() else {
      throw EmbeddedPostgresError(
        .usedElsewhere, "another command is using the state folder \(folder.path): let it finish, then start anew")
    }
    // Left by a command that was killed.
    let process = ServerProcess(dataFolder: folder.data)
    if process.isRunning {
      let user = try ServerUser.owner(of: folder.data)
      let programs = try ServerPrograms.find(majorVersion: folder.clusterVersion)
      try Cluster(folder: folder, user: user, programs: programs).stop(within: options.stopLimit)
    }
    FileSystem.removeTree(folder.data)
    FileSystem.removeTree(folder.log)
    guard !FileSystem.exists(folder.data) else {
      throw EmbeddedPostgresError(
        .inaccessible, "\(folder.data) could not be removed: remove it by hand, then start again")
    }
  }
}
