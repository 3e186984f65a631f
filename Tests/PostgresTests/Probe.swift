import Glibc
import Testing

/// Another process that is attached to a state folder: `AttachProbe`, which is built beside the tests.
final class Probe {
  let processID: pid_t
  private let input: Int32
  private let output: Int32
  private var isReaped = false

  init(_ folder: String) throws {
    let program = try Probe.folderOfTests() + "/AttachProbe"
    var toChild: [Int32] = [-1, -1]
    var fromChild: [Int32] = [-1, -1]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw TooLate(what: "no pipe") }
    for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    var arguments = [strdup(program), strdup(folder), nil] as [UnsafeMutablePointer<CChar>?]
    var child = pid_t()
    let code = posix_spawn(&child, program, &actions, nil, &arguments, environ)
    posix_spawn_file_actions_destroy(&actions)
    for text in arguments { free(text) }
    close(toChild[0])
    close(fromChild[1])
    input = toChild[1]
    output = fromChild[0]
    processID = child
    guard code == 0 else { throw TooLate(what: "cannot start \(program): \(String(cString: strerror(code)))") }
  }

  deinit {
    if !isReaped { kill() }
    close(input)
    close(output)
  }

  /// The next line it says.
  func line(within limit: Duration = .seconds(60)) async throws -> String {
    var text = ""
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      var watched = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 5) > 0 else {
        await Task.yield()
        continue
      }
      var byte: UInt8 = 0
      guard read(output, &byte, 1) == 1 else { throw TooLate(what: "the probe ended after: \(text)") }
      if byte == UInt8(ascii: "\n") { return text }
      text.unicodeScalars.append(Unicode.Scalar(byte))
    }
    throw TooLate(what: "the probe said nothing: \(text)")
  }

  /// What it did on arrival, and the server's process.
  func arrival() async throws -> (what: String, server: pid_t) {
    let words = try await line().split(separator: " ")
    guard words.count == 2, let server = pid_t(words[1]) else { throw TooLate(what: "arrival: \(words)") }
    return (String(words[0]), server)
  }

  func leave() async throws -> String {
    var text = Array("leave\n".utf8)
    _ = write(input, &text, text.count)
    let departure = try await line()
    reap()
    return departure
  }

  func kill() {
    Glibc.kill(processID, SIGKILL)
    reap()
  }

  private func reap() {
    waitpid(processID, nil, 0)
    isReaped = true
  }

  private static func folderOfTests() throws -> String {
    guard let real = realpath("/proc/self/exe", nil) else { throw TooLate(what: "who am I?") }
    defer { free(real) }
    let path = String(cString: real)
    return String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
  }
}

/// Whether the process runs; one that is dead and not yet reaped does not.
func isAlive(_ process: pid_t) -> Bool {
  let file = open("/proc/\(process)/stat", O_RDONLY)
  guard file >= 0 else { return false }
  defer { close(file) }
  var text = [UInt8](repeating: 0, count: 512)
  let count = read(file, &text, text.count)
  guard count > 0 else { return false }
  return !String(decoding: text.prefix(count), as: UTF8.self).contains(") Z ")
}
