import Glibc

/// The server's log files: one per weekday, and what it said before it had one.
struct ServerLog: Sendable {
  let folder: String

  /// A file larger than this at a start is begun anew.
  static let fileBytesMax = 16 << 20
  /// Older ones of the week before would otherwise grow for ever in a server that never runs over midnight.
  static let secondsKept = 6 * 86_400

  var startFile: String { folder + "/start.log" }

  /// Makes the folder and removes what is old or large.
  func prepare(_ user: ServerUser) throws(EmbeddedPostgresError) {
    try FileSystem.createFolder(folder, mode: 0o700)
    if user.isForeign { chown(folder, user.userID, user.groupID) }
    let now = time(nil)
    for name in FileSystem.entries(folder) ?? [] where name.hasPrefix("server-") {
      guard let status = FileSystem.status(folder + "/" + name) else { continue }
      if now - status.st_mtim.tv_sec > Self.secondsKept || Int(status.st_size) > Self.fileBytesMax {
        unlink(folder + "/" + name)
      }
    }
  }

  /// The last lines of the newest file, then of what was said before it was opened.
  func excerpt(lines: Int = 8) -> String {
    let files = (FileSystem.entries(folder) ?? []).filter { $0.hasPrefix("server-") }.map { folder + "/" + $0 }
    let newest = files.max { modified($0) < modified($1) }
    let texts = [newest, startFile].compactMap { $0 }.map { lastLines(of: $0, lines) }.filter { !$0.isEmpty }
    return texts.joined(separator: "\n")
  }

  private func modified(_ path: String) -> Int {
    FileSystem.status(path).map { $0.st_mtim.tv_sec } ?? 0
  }

  private func lastLines(of path: String, _ count: Int) -> String {
    (FileSystem.read(path, last: 1 << 13) ?? "").split(separator: "\n").suffix(count).joined(separator: "\n")
  }
}
