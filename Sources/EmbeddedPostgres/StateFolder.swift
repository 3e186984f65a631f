import Glibc

/// The folder that holds a private cluster and what its users agree on.
///
/// `format`: its version. `lock`: held alone while the server is started or stopped. `attached`: held shared by
/// everybody who uses the server. `server`: where it was started. `data`, `log`: the cluster and its logs.
package struct StateFolder: Sendable, Hashable {
  /// Absolute.
  package let path: String

  /// The format that this program reads and writes.
  package static let formatVersion = 1
  private static let formatTitle = "trunkline state folder, format"

  var format: String { path + "/format" }
  var lock: String { path + "/lock" }
  var attached: String { path + "/attached" }
  var serverRecord: String { path + "/server" }
  var data: String { path + "/data" }
  var log: String { path + "/log" }
  var overrides: String { path + "/" + ServerConfiguration.overridesName }

  package init(path: String) {
    if path.hasPrefix("/") {
      self.path = Self.withoutTrailingSlashes(path)
    } else {
      let current = getcwd(nil, 0).map { pointer in
        defer { free(pointer) }
        return String(cString: pointer)
      }
      self.path = Self.withoutTrailingSlashes((current ?? "") + "/" + path)
    }
  }

  /// Root's is `/var/lib/trunkline`; others' `$XDG_STATE_HOME/trunkline` or `~/.local/state/trunkline`.
  package static var standard: StateFolder {
    if ServerUser.isRoot { return StateFolder(path: "/var/lib/trunkline") }
    // The XDG specification: “All paths set in these environment variables must be absolute.”
    if let state = FileSystem.environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return StateFolder(path: state + "/trunkline")
    }
    let home = FileSystem.environment("HOME") ?? getpwuid(geteuid()).map { String(cString: $0.pointee.pw_dir) } ?? "/"
    return StateFolder(path: home + "/.local/state/trunkline")
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    return path
  }
}

extension StateFolder {
  /// Creates what is missing, and refuses a folder of somebody else or of a newer program. Changes nothing in those.
  func prepare() throws(EmbeddedPostgresError) {
    // The server's user passes through; what is inside has modes of its own.
    try FileSystem.createFolder(path, mode: ServerUser.isRoot ? 0o711 : 0o700)
    try checkContents()
    guard access(path, R_OK | W_OK | X_OK) == 0 else { throw .system(errno, "write to the state folder", path) }
  }

  /// Again under the lock, since somebody may have come first.
  func claim() throws(EmbeddedPostgresError) {
    try checkContents()
    if FileSystem.exists(format) { return }
    if ServerUser.isRoot, let status = FileSystem.status(path), status.st_mode & 0o011 != 0o011 {
      chmod(path, (status.st_mode & 0o777) | 0o011)
    }
    try FileSystem.write("\(Self.formatTitle) \(Self.formatVersion)\n", to: format, mode: 0o644, owner: folderOwner)
  }

  private func checkContents() throws(EmbeddedPostgresError) {
    guard let names = FileSystem.entries(path) else { throw .system(errno, "read the state folder", path) }
    guard names.contains("format") else {
      // What a first command that died leaves, and what every new file system has.
      let harmless: Set = ["lock", "format.new", "lost+found"]
      if let foreign = names.first(where: { !harmless.contains($0) }) {
        throw EmbeddedPostgresError(
          .notAStateFolder,
          "\(path) is not a state folder of Trunkline and not empty (it has \(foreign)): choose another with --state DIR"
        )
      }
      return
    }
    guard let text = FileSystem.read(format) else { throw .system(errno, "read", format) }
    guard text.hasPrefix(Self.formatTitle), let version = Int(text.dropFirst(Self.formatTitle.count).trimmed) else {
      throw EmbeddedPostgresError(
        .notAStateFolder, "\(path) is not a state folder of Trunkline (its file “format” says something else)")
    }
    guard version <= Self.formatVersion else {
      throw EmbeddedPostgresError(
        .newerFormat,
        "state folder \(path) was written by a newer Trunkline (format \(version), this program knows \(Self.formatVersion))"
      )
    }
  }

  /// When root works in the folder of another, its files stay that other's.
  var folderOwner: ServerUser? {
    guard ServerUser.isRoot, let status = FileSystem.status(path), status.st_uid != 0 else { return nil }
    return try? ServerUser.owner(of: path)
  }

  private static let draftPrefix = "data.new-"

  /// Where a cluster is made before it is moved to `data`.
  func newDraft() -> String { path + "/" + Self.draftPrefix + String(UInt32.random(in: 0 ... .max), radix: 36) }

  /// Removes what killed attempts left, with the processes that may still be writing there.
  func removeDrafts(within limit: Duration = .seconds(10)) {
    let deadline = ContinuousClock.now + limit
    while true {
      let drafts = (FileSystem.entries(path) ?? []).filter { $0.hasPrefix(Self.draftPrefix) }.map { path + "/" + $0 }
      if drafts.isEmpty { return }
      let writers = drafts.flatMap { ServerProcess(dataFolder: $0).makers }
      for writer in writers { kill(writer, SIGKILL) }
      for draft in drafts { FileSystem.removeTree(draft) }
      if ContinuousClock.now >= deadline { return }
      if !writers.isEmpty { SystemCall.pause(milliseconds: 3) }
    }
  }

  var isInitialised: Bool { FileSystem.exists(data + "/PG_VERSION") }

  /// The major version that made the cluster.
  var clusterVersion: Int? { FileSystem.read(data + "/PG_VERSION").flatMap { Int($0.trimmed) } }
}

extension String.SubSequence {
  var trimmed: String { String(self).trimmed }
}
