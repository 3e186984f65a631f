package import Glibc
import SystemThreads

/// Starts other programs, as another user where needed, with nothing of ours but what they are given.
package enum ChildProcess {
  struct Outcome: Sendable {
    /// The exit status; 128 + n after signal n; −1 when the time was over.
    let status: Int32
    /// Standard output and error together, the last 64 KiB.
    let output: String
  }

  /// glibc's POSIX_SPAWN_SETSID, which the headers show to GNU sources only.
  private static let setSID: Int16 = 0x80

  /// Runs to the end.
  static func run(
    _ command: [String], as user: ServerUser?, within limit: Duration
  ) throws(EmbeddedPostgresError) -> Outcome {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(errno, "start", command[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let child: pid_t
    do throws(EmbeddedPostgresError) {
      child = try spawn(command, as: user, output: ends[1])
    } catch {
      close(ends[1])
      throw error
    }
    close(ends[1])
    let deadline = ContinuousClock.now + limit
    let output = readAll(ends[0], until: deadline)
    if ContinuousClock.now >= deadline { kill(child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    if ContinuousClock.now >= deadline { return Outcome(status: -1, output: output) }
    return Outcome(status: exitStatus(status), output: output)
  }

  /// Starts a program that outlives us, in a session of its own so that our Ctrl-C does not reach it. It is reaped
  /// while we live, since a dead server that nobody reaps looks alive to the next.
  package static func startDetached(_ command: [String]) throws(EmbeddedPostgresError) -> pid_t {
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard nowhere >= 0 else { throw .system(errno, "open", "/dev/null") }
    defer { close(nowhere) }
    return try startDetached(command, as: nil, log: nowhere)
  }

  static func startDetached(
    _ command: [String], as user: ServerUser?, log: Int32
  ) throws(EmbeddedPostgresError) -> pid_t {
    let child = try spawn(command, as: user, output: log)
    // Without a thread for it the child is reaped by whoever looks at it next.
    _ = SystemThread.detach { while waitpid(child, nil, 0) < 0 && errno == EINTR {} }
    return child
  }

  private static func spawn(
    _ command: [String], as user: ServerUser?, output: Int32
  ) throws(EmbeddedPostgresError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    // A descriptor of ours in the server would keep locks and ports taken after we are gone.
    for name in FileSystem.entries("/proc/self/fd") ?? [] {
      if let file = Int32(name), file > 2 { posix_spawn_file_actions_addclose(&actions, file) }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags = setSID | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
    posix_spawnattr_setflags(&attributes, flags)

    let words = prefix(user) + command
    var arguments = words.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    var environment = self.environment().map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var child = pid_t()
    let code = posix_spawn(&child, words[0], &actions, &attributes, &arguments, &environment)
    guard code == 0 else { throw .system(code, "start", words[0]) }
    return child
  }

  /// Programs that replace themselves by the next, so the process keeps its id. They leave our working folder, which
  /// the server's user may not be able to enter.
  private static func prefix(_ user: ServerUser?) -> [String] {
    let changeFolder = ["/usr/bin/env", "-C", "/"]
    guard let user, user.isForeign else { return changeFolder }
    let identity = ["--reuid=\(user.userID)", "--regid=\(user.groupID)", "--init-groups"]
    return changeFolder + ["setpriv"] + identity + ["--"]
  }

  /// Messages in English, times as the machine has them, and none of the PG* settings of the user.
  private static func environment() -> [String] {
    var words = ["LC_ALL=C", "PATH=" + (FileSystem.environment("PATH") ?? "/usr/bin:/bin")]
    if let zone = FileSystem.environment("TZ") { words.append("TZ=" + zone) }
    return words
  }

  private static func readAll(_ file: Int32, until deadline: ContinuousClock.Instant) -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let left = (deadline - ContinuousClock.now) / .milliseconds(1)
      if left <= 0 { break }
      var watched = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
      if poll(&watched, 1, Int32(min(left, 60_000)) + 1) <= 0 { continue }
      let got = read(file, &piece, piece.count)
      if got <= 0 { break }
      bytes += piece.prefix(got)
      if bytes.count > 1 << 17 { bytes.removeFirst(bytes.count - 1 << 16) }
    }
    return String(decoding: bytes.suffix(1 << 16), as: UTF8.self)
  }

  private static func exitStatus(_ status: Int32) -> Int32 {
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}
