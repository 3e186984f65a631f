import Glibc

/// The folder of the server's socket: short, since a socket's path holds 107 bytes, and private, since whoever
/// enters it is let in.
struct SocketFolder: Sendable, Hashable {
  let path: String

  static let port = 5432
  /// `sun_path` has 108 bytes, the last of which is zero.
  static let socketPathBytesMax = 107

  /// Takes `wanted`, or makes one named after the state folder.
  static func create(
    for stateFolder: String, user: ServerUser, wanted: String?
  ) throws(EmbeddedPostgresError) -> SocketFolder {
    if let wanted {
      let folder = SocketFolder(path: wanted)
      try folder.checkLength()
      guard try folder.makePrivate(user) else {
        throw EmbeddedPostgresError(
          .inaccessible, "\(wanted) must be a folder of \(user.name) that nobody else can enter: chmod 700 \(wanted)")
      }
      return folder
    }
    let parent = parent(for: user)
    // Somebody else may have taken the name in a folder where all may write.
    for attempt in 0..<16 {
      let suffix = attempt == 0 ? "" : "-\(attempt)"
      let folder = SocketFolder(path: "\(parent)/trunkline-\(name(of: stateFolder))\(suffix)")
      if try folder.makePrivate(user) { return folder }
    }
    throw EmbeddedPostgresError(
      .inaccessible,
      "every name for a socket folder in \(parent) is taken by somebody else: remove \(parent)/trunkline-*")
  }

  func checkLength() throws(EmbeddedPostgresError) {
    guard socket.utf8.count <= Self.socketPathBytesMax else {
      throw EmbeddedPostgresError(
        .socketPathTooLong,
        "the socket's path \(socket) has \(socket.utf8.count) bytes, at most \(Self.socketPathBytesMax) fit: choose a shorter folder"
      )
    }
  }

  /// Where an installation has made it for the account of its service, whom all commands then find there, however
  /// private that service's temporary folder is.
  private static let ofService = "/run/trunkline"

  private static func parent(for user: ServerUser) -> String {
    if SocketFolder(path: ofService).isPrivate(user) { return ofService }
    return ServerUser.isRoot && FileSystem.isFolder("/run") && access("/run", W_OK) == 0 ? "/run" : "/tmp"
  }

  /// `false` when the path is there and not a private folder of `user`.
  private func makePrivate(_ user: ServerUser) throws(EmbeddedPostgresError) -> Bool {
    if mkdir(path, 0o700) == 0 {
      if user.isForeign && chown(path, user.userID, user.groupID) != 0 { throw .system(errno, "give away", path) }
      return true
    }
    guard errno == EEXIST else { throw .system(errno, "create", path) }
    return isPrivate(user)
  }

  private func isPrivate(_ user: ServerUser) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == user.userID && status.st_mode & 0o077 == 0
  }

  private var socket: String { "\(path)/.s.PGSQL.\(Self.port)" }

  /// Removes what a killed server of this cluster left: its lock names a process that may not have been reaped yet,
  /// or may be another by now. Called when no server of the cluster runs.
  func removeSocket(of dataFolder: String) {
    let lines = (FileSystem.read(socket + ".lock") ?? "").split(separator: "\n")
    guard lines.count > 1, lines[1] == dataFolder else { return }
    unlink(socket)
    unlink(socket + ".lock")
  }

  func remove() {
    for name in FileSystem.entries(path) ?? [] where name.hasPrefix(".s.PGSQL.") { unlink(path + "/" + name) }
    rmdir(path)
  }

  /// FNV-1a-64 of the path, as sixteen digits.
  private static func name(of path: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
