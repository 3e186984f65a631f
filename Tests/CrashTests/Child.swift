import Glibc
import PostgresClient
import Synchronization

/// A process that a test starts, listens to and kills. Whatever becomes of the test, the child does not outlive it for
/// long: its standard output is a pipe to us.
final class Child: Sendable {
  /// How it ended.
  enum End: Sendable, Equatable {
    case exited(Int32)
    case killed(by: Int32)
  }
  private struct State {
    var lines: [String] = []
    var end: End?
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  let pid: pid_t
  private let state = Mutex(State())

  private init(pid: pid_t) { self.pid = pid }

  /// The probe beside this test's binary.
  static func probe(
    _ settings: ConnectionSettings, _ words: [String], environment: [String: String] = [:]
  ) throws -> Child {
    let place = [settings.host ?? "", "\(settings.port ?? 5432)", settings.database ?? "", settings.user ?? ""]
    return try start("CrashProbe", place + words, environment: environment)
  }

  /// Starts a program of this package.
  static func start(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Child {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw CannotStart(program: program, code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let path = try folder() + "/" + program
    var words = ([path] + arguments).map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    var variables =
      inherited().merging(environment) { $1 }
      .map { strdup("\($0.key)=\($0.value)") as UnsafeMutablePointer<CChar>? } + [nil]
    defer { for word in words + variables { free(word) } }
    var pid = pid_t()
    let code = posix_spawn(&pid, path, &actions, nil, &words, &variables)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw CannotStart(program: path, code: code)
    }
    let child = Child(pid: pid)
    child.listen(to: ends[0])
    return child
  }

  struct CannotStart: Error {
    let program: String
    let code: Int32
  }

  private static func folder() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw CannotStart(program: "/proc/self/exe", code: errno) }
    let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Under `swift test` the running program is the toolchain's; the package's programs are beside its test bundle.
    for argument in CommandLine.arguments + [path] {
      guard let slash = argument.lastIndex(of: "/") else { continue }
      let folder = String(argument[..<slash])
      if access(folder + "/CrashProbe", X_OK) == 0 { return folder }
    }
    throw CannotStart(program: "CrashProbe", code: ENOENT)
  }

  private static func inherited() -> [String: String] {
    var found: [String: String] = [:]
    for name in ["PATH", "HOME", "LD_LIBRARY_PATH", "TZ"] {
      if let value = getenv(name) { found[name] = String(cString: value) }
    }
    return found
  }
}

// MARK: listening

extension Child {
  /// On a thread of its own: reading blocks.
  private func listen(to file: Int32) {
    let box = Unmanaged.passRetained(Listener(child: self, file: file))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<Listener>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    precondition(code == 0, "no thread for a child's output")
    pthread_detach(thread)
  }

  private final class Listener {
    let child: Child
    let file: Int32

    init(child: Child, file: Int32) {
      self.child = child
      self.file = file
    }

    func run() {
      var rest: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(file, &piece, piece.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { break }
        rest += piece[..<count]
        // A line without its end was not said: the child died in the middle of it.
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          child.heard(String(decoding: rest[..<end], as: UTF8.self))
          rest.removeSubrange(...end)
        }
      }
      close(file)
      var status: Int32 = 0
      while waitpid(child.pid, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7f
      child.ended(signal == 0 ? .exited((status >> 8) & 0xff) : .killed(by: signal))
    }
  }

  private func heard(_ line: String) { wake { $0.lines.append(line) } }
  private func ended(_ end: End) { wake { $0.end = end } }

  private func wake(_ change: (inout State) -> Void) {
    let waiters = state.withLock { state in
      change(&state)
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  var lines: [String] { state.withLock { $0.lines } }

  /// Returns what it said when `isEnough` says so, or when it has ended.
  @discardableResult
  func said(until isEnough: ([String]) -> Bool) async -> [String] {
    while true {
      let (lines, isOver) = state.withLock { ($0.lines, $0.end != nil) }
      if isOver || isEnough(lines) { return lines }
      await withCheckedContinuation { continuation in
        let hasMore = state.withLock { state in
          if state.lines.count > lines.count || state.end != nil { return true }
          state.waiters.append(continuation)
          return false
        }
        if hasMore { continuation.resume() }
      }
    }
  }

  /// Returns when it is gone and all that it said has been heard.
  @discardableResult
  func finished() async -> End {
    await said { _ in false }
    return state.withLock { $0.end! }
  }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// Stops it dead.
  @discardableResult
  func killed() async -> End {
    send(SIGKILL)
    return await finished()
  }
}

// MARK: what the probe says

extension Child {
  struct Acknowledgement: Sendable {
    let number: UInt64
    let position: UInt64
  }

  var acknowledged: [Acknowledgement] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 3, words[0] == "acked", let number = UInt64(words[1]), let position = UInt64(words[2]) else {
        return nil
      }
      return Acknowledgement(number: number, position: position)
    }
  }
}
