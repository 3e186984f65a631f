import Glibc

/// The server as its `postmaster.pid` and the kernel describe it.
struct ServerProcess: Sendable, Hashable {
  enum State: Sendable, Hashable {
    /// No server runs on the data folder.
    case absent
    /// It runs and does not yet, or no longer, take connections.
    case notReady(pid_t)
    case ready(pid_t)
    /// Dead and not reaped by its parent: the next server would take it for alive.
    case zombie(pid_t)
  }

  let dataFolder: String

  private var pidFile: String { dataFolder + "/postmaster.pid" }

  /// Lines of the file: process, data folder, start, port, socket folder, address, shared memory, status.
  private var lines: [String] {
    (FileSystem.read(pidFile) ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  var state: State {
    let lines = lines
    guard let first = lines.first, let pid = pid_t(first.trimmed), pid > 0 else { return .absent }
    switch Self.life(of: pid, in: dataFolder) {
    case .gone: return .absent
    case .zombie: return .zombie(pid)
    case .running: return lines.count > 7 && lines[7].trimmed == "ready" ? .ready(pid) : .notReady(pid)
    }
  }

  var isRunning: Bool {
    switch state {
    case .ready, .notReady: true
    case .absent, .zombie: false
    }
  }

  var pid: pid_t? {
    switch state {
    case .ready(let pid), .notReady(let pid): pid
    case .absent, .zombie: nil
    }
  }

  /// Where the running server listens.
  var socketFolder: String? {
    let lines = lines
    return lines.count > 4 && !lines[4].isEmpty ? lines[4] : nil
  }

  /// The process is neither gone nor dead and waiting to be reaped, and serves this folder.
  func isAlive(_ pid: pid_t) -> Bool { Self.life(of: pid, in: dataFolder) == .running }

  private enum Life {
    case gone
    case zombie
    case running
  }

  /// Process ids are used again, but only a server of this cluster has its data folder as working folder.
  private static func life(of pid: pid_t, in folder: String) -> Life {
    guard let status = FileSystem.read("/proc/\(pid)/stat"), let end = status.lastIndex(of: ")") else { return .gone }
    let fields = status[status.index(after: end)...].split(separator: " ")
    if fields.first == "Z" || fields.first == "X" {
      // If it is our own child (or we are process 1) this ends it.
      return waitpid(pid, nil, WNOHANG) == pid ? .gone : .zombie
    }
    guard let place = workingFolder(of: pid) else { return errno == ENOENT ? .gone : .running }
    return place == folder || FileSystem.resolved(place) == FileSystem.resolved(folder) ? .running : .gone
  }

  private static func workingFolder(of pid: pid_t) -> String? { FileSystem.linkTarget("/proc/\(pid)/cwd") }

  /// Server processes that a killed server left behind (they hold its shared memory, and no new server may start), and
  /// a server that a command started just before it was killed: on its way it works elsewhere and has no file yet.
  var orphans: [pid_t] {
    let folder = FileSystem.resolved(dataFolder)
    return (FileSystem.entries("/proc") ?? []).compactMap { pid_t($0) }.filter { pid in
      (Self.workingFolder(of: pid) == folder || isOnItsWay(pid))
        && FileSystem.read("/proc/\(pid)/stat")?.contains(") Z ") == false
    }
  }

  /// `… postgres -D FOLDER …`, also while the programs still run that replace themselves by it.
  private func isOnItsWay(_ pid: pid_t) -> Bool {
    guard let command = FileSystem.read("/proc/\(pid)/cmdline") else { return false }
    let words = command.split(separator: "\0")
    return words.indices.dropLast(2).contains { place in
      words[place].split(separator: "/").last == "postgres" && words[place + 1] == "-D"
        && words[place + 2] == dataFolder
    }
  }

  /// Processes that make the cluster: `initdb`, which names the folder in its command, and the server that it runs
  /// there.
  var makers: [pid_t] {
    (FileSystem.entries("/proc") ?? []).compactMap { pid_t($0) }.filter { pid in
      Self.workingFolder(of: pid) == dataFolder
        || FileSystem.read("/proc/\(pid)/cmdline")?.split(separator: "\0").contains { $0 == dataFolder } == true
    }
  }

  /// Forgets a server that is dead for certain.
  func removePidFile() { unlink(pidFile) }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
