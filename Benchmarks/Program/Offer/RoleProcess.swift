import CommandLineKit
import EmbeddedPostgres
import Glibc
import SystemTime
import Values

/// One role of a server in a process of its own, by the program beside this one. It does not outlive us.
struct RoleProcess: Sendable {
  let role: String
  let process: pid_t
  /// What it says.
  private let output: String

  private static let endSeconds = 15
  private static let outputMax = 2_000

  /// `trunkline serve --only ROLE` on the server's database and the topic.
  static func start(_ role: String, in stateFolder: String, kafka: String) throws -> RoleProcess {
    let program = try programFolder() + "/trunkline"
    guard access(program, X_OK) == 0 else {
      throw Failure(
        .environment, "\(program) is missing, which the roles are run by", hints: ["scripts/benchmark builds it"])
    }
    let output = "\(stateFolder).\(role)"
    let serve = [program, "serve", "--only", role, "--centre", LargeCentre.id.text]
    let place = ["--state", stateFolder, "--kafka", kafka]
    let process = try ChildProcess.startDetached(
      ["sh", "-c", "exec \"$@\" >\"$0\" 2>&1", output, "setpriv", "--pdeathsig", "KILL", "--"] + serve + place)
    return RoleProcess(role: role, process: process, output: output)
  }

  /// - Throws: what it said last, when it is not there any more.
  func requireAlive() throws {
    guard kill(process, 0) != 0 else { return }
    throw Failure(.foundProblems, "the \(role) ended too early: \(said())")
  }

  /// Asks it to end in order, and returns when it is gone.
  func stop() async {
    kill(process, SIGTERM)
    for _ in 0..<Self.endSeconds * 10 where kill(process, 0) == 0 {
      // Between two looks: it gives its slices back.
      await WallTime().wait(until: WallClock.now() + Milliseconds(100))
    }
    kill(process, SIGKILL)
    unlink(output)
  }

  private func said() -> String {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    let file = open(output, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    let count = max(0, read(file, &buffer, buffer.count))
    return String(decoding: buffer[..<count].suffix(Self.outputMax), as: UTF8.self)
  }

  private static func programFolder() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let slash = path.lastIndex(of: "/") else { throw Failure(.environment, "this program's place is not known") }
    return String(path[..<slash])
  }
}
