import Glibc

/// The folder that holds `initdb` and `postgres`, and their major version.
struct ServerPrograms: Sendable, Hashable {
  let folder: String
  let majorVersion: Int

  var initdb: String { folder + "/initdb" }
  var postgres: String { folder + "/postgres" }

  private static let remedy = "apt-get install postgresql"

  /// The newest of Debian's, then the PATH's; for an existing cluster those of its major version.
  static func find(
    majorVersion wanted: Int?, under root: String = "/usr/lib/postgresql",
    path: String = FileSystem.environment("PATH") ?? ""
  ) throws(EmbeddedPostgresError) -> ServerPrograms {
    let packaged = debian(root)
    if let match = packaged.first(where: { wanted == nil || $0.majorVersion == wanted }) { return match }
    let found = packaged + onPath(path)
    if let match = found.first(where: { wanted == nil || $0.majorVersion == wanted }) { return match }
    guard let wanted, !found.isEmpty else {
      throw EmbeddedPostgresError(
        .programsMissing, "no PostgreSQL server is installed (looked in \(root)/*/bin and the PATH): \(remedy)")
    }
    let versions = Set(found.map(\.majorVersion)).sorted().map { String($0) }.joined(separator: ", ")
    throw EmbeddedPostgresError(
      .programsMissing,
      "the state folder was made by PostgreSQL \(wanted), installed is \(versions): \(remedy)-\(wanted)")
  }

  private static func debian(_ root: String) -> [ServerPrograms] {
    let versions = (FileSystem.entries(root) ?? []).compactMap { Int($0) }.sorted(by: >)
    return versions.map { ServerPrograms(folder: "\(root)/\($0)/bin", majorVersion: $0) }.filter(\.isComplete)
  }

  private static func onPath(_ path: String) -> [ServerPrograms] {
    for folder in path.split(separator: ":").map(String.init) {
      // The version is asked of the program, and a link is followed: others of its kind stand beside the original.
      guard let program = FileSystem.resolved(folder + "/postgres") else { continue }
      let real = FileSystem.parent(program)
      let run = try? ChildProcess.run([program, "--version"], as: nil, within: .seconds(10))
      guard let run, run.status == 0, let version = majorVersion(in: run.output) else { continue }
      let programs = ServerPrograms(folder: real, majorVersion: version)
      if programs.isComplete { return [programs] }
    }
    return []
  }

  private var isComplete: Bool { FileSystem.isExecutable(initdb) && FileSystem.isExecutable(postgres) }

  /// “postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)” → 15.
  static func majorVersion(in text: String) -> Int? {
    let words = text.split(separator: " ")
    guard let index = words.firstIndex(of: "(PostgreSQL)"), index + 1 < words.count else { return nil }
    return Int(words[index + 1].prefix { $0.isNumber })
  }
}
