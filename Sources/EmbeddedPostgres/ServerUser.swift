import Glibc

/// The account that the server runs as: the caller's, or for root (which PostgreSQL refuses) another.
struct ServerUser: Sendable, Hashable {
  let name: String
  let userID: uid_t
  let groupID: gid_t

  static var isRoot: Bool { geteuid() == 0 }

  /// The account for a new state folder.
  static func chosen(asRoot name: String) throws(EmbeddedPostgresError) -> ServerUser {
    guard isRoot else { return try account(of: geteuid()) }
    guard let entry = getpwnam(name) else {
      throw EmbeddedPostgresError(
        .programsMissing,
        "there is no user \(name) to run PostgreSQL as (it refuses root): apt-get install postgresql")
    }
    return ServerUser(entry.pointee)
  }

  /// The account that owns an existing cluster.
  static func owner(of path: String) throws(EmbeddedPostgresError) -> ServerUser {
    guard let status = FileSystem.status(path) else { throw .system(errno, "read", path) }
    if status.st_uid == 0 {
      throw EmbeddedPostgresError(
        .inaccessible, "\(path) belongs to root, as which PostgreSQL refuses to run: chown -R postgres \(path)")
    }
    guard isRoot || status.st_uid == geteuid() else {
      throw EmbeddedPostgresError(
        .inaccessible,
        "\(path) belongs to \(try account(of: status.st_uid).name): run as that user, or choose another with --state DIR"
      )
    }
    return try account(of: status.st_uid)
  }

  private static func account(of userID: uid_t) throws(EmbeddedPostgresError) -> ServerUser {
    if let entry = getpwuid(userID) { return ServerUser(entry.pointee) }
    // An unnamed user, as containers start them; initdb needs no name when it is told one.
    return ServerUser(name: String(userID), userID: userID, groupID: getegid())
  }

  private init(_ entry: passwd) {
    name = String(cString: entry.pw_name)
    userID = entry.pw_uid
    groupID = entry.pw_gid
  }

  private init(name: String, userID: uid_t, groupID: gid_t) {
    self.name = name
    self.userID = userID
    self.groupID = groupID
  }

  /// Whether a program must change to this account before it starts.
  var isForeign: Bool { userID != geteuid() }

  private var groups: Set<gid_t> {
    var count: Int32 = 64
    var list = [gid_t](repeating: 0, count: Int(count))
    let got = getgrouplist(name, groupID, &list, &count)
    return got < 0 ? [groupID] : Set(list.prefix(Int(count)))
  }

  /// The first folder on the way to `path` that this account may not enter, by its mode.
  func firstClosedFolder(to path: String) -> String? {
    guard isForeign else { return nil }
    let groups = groups
    var walked = ""
    for part in path.split(separator: "/") {
      walked += "/" + part
      guard let status = FileSystem.status(walked), status.st_mode & S_IFMT == S_IFDIR else { continue }
      let bit: mode_t =
        status.st_uid == userID ? S_IXUSR : groups.contains(status.st_gid) ? S_IXGRP : S_IXOTH
      if status.st_mode & bit == 0 { return walked }
    }
    return nil
  }
}
