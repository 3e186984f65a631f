import Glibc
import Storage
import Testing

@testable import trunkline

/// Who is taken for dead loses everything that it holds: only one that is known to be.
struct ProcessIdentityTests {
  private static let member = ProcessIdentity.ofThisProcess().member("test", reach: "")

  /// A member like this process, but of another number or start.
  private static func member(pid: pid_t? = nil, start: String? = nil) -> Member {
    var words = member.owner.split(separator: ".").map(String.init)
    if let pid { words[2] = "\(pid)" }
    if let start { words[3] = start }
    return Member(owner: words.joined(separator: "."), address: "")
  }

  @Test func whoRunsIsThere() {
    #expect(!ProcessIdentity.isGone(Self.member))
  }

  @Test func aLaterProcessOfTheSameNumberIsAnother() {
    #expect(ProcessIdentity.isGone(Self.member(start: "1")))
    // Who could not look at itself is as good as its number.
    #expect(!ProcessIdentity.isGone(Self.member(start: "0")))
  }

  @Test func whoEndedIsGoneBeforeAndAfterItIsReaped() throws {
    var pid = pid_t()
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
    defer { free(arguments[0]) }
    try #require(posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) == 0)
    var ended = siginfo_t()
    try #require(waitid(P_PID, id_t(pid), &ended, WEXITED | WNOWAIT) == 0)
    #expect(ProcessSighting.of(pid) == .gone)
    try #require(waitpid(pid, nil, 0) == pid)
    #expect(ProcessSighting.of(pid) == .gone)
    #expect(ProcessIdentity.isGone(Self.member(pid: pid)))
  }

  /// No descriptor is free, or the look is not allowed.
  @Test(arguments: [EMFILE, ENFILE, EACCES, EPERM, EIO, ENOMEM, EINTR])
  func whoCannotBeLookedAtIsAlive(error: Int32) {
    #expect(!ProcessIdentity.isGone(Self.member) { ProcessSighting.of($0) { _ in .failed(error) } })
  }

  /// Where others' processes are hidden the kernel denies the file, and knows the number.
  @Test func whoIsHiddenIsAlive() {
    #expect(!ProcessIdentity.isGone(Self.member) { ProcessSighting.of($0) { _ in .failed(ENOENT) } })
  }

  @Test(arguments: ["", "1 (x", "1 (x) R 2 3"]) func whatCannotBeReadIsAlive(line: String) {
    #expect(ProcessSighting.of(getpid()) { _ in .text(line) } == .unknown)
  }
}
