import Digest
import EmbeddedPostgres
import Glibc
import Storage
import Values

/// Who this process is, for as long as it lives: unique per start, and told from a dead one by whoever runs on the same
/// machine.
struct ProcessIdentity: Sendable {
  /// `boot.namespace.process.start.chance`.
  let owner: String
  let host: String

  private static let boot = line("/proc/sys/kernel/random/boot_id").prefix(8)
  private static let namespace = link("/proc/self/ns/pid").filter(\.isNumber)

  static func ofThisProcess() -> ProcessIdentity {
    let pid = getpid()
    return ProcessIdentity(
      owner: "\(boot).\(namespace).\(pid).\(start(of: pid)).\(ID128.random())", host: hostName())
  }

  /// As a member, for people: what it does and where it is.
  func member(_ what: String, reach: String) -> Member {
    Member(owner: owner, address: "\(what) (process \(getpid()) on \(host))", reach: reach)
  }

  /// Whether the member is a process of this machine that is known not to be there any more.
  @Sendable static func isGone(_ member: Member) -> Bool { isGone(member) { ProcessSighting.of($0) } }

  static func isGone(_ member: Member, _ look: (pid_t) -> ProcessSighting) -> Bool {
    let words = member.owner.split(separator: ".")
    guard words.count == 5, words[0] == boot, words[1] == namespace, let pid = pid_t(words[2]) else { return false }
    return switch look(pid) {
    case .gone: true
    case .started(let start): words[3] != unknownStart && words[3] != start
    case .unknown: false
    }
  }

  /// Of one that could not look at itself.
  private static let unknownStart = "0"

  private static func start(of pid: pid_t) -> String {
    if case .started(let start) = ProcessSighting.of(pid) { start } else { unknownStart }
  }

  private static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "this machine" }
    return text(name)
  }

  private static func link(_ path: String) -> String {
    var name = [CChar](repeating: 0, count: 256)
    return readlink(path, &name, name.count - 1) > 0 ? text(name) : ""
  }

  private static func line(_ path: String) -> Substring {
    guard let bytes = try? FileBytes.read(path) else { return "" }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first ?? ""
  }

  private static func text(_ name: [CChar]) -> String {
    String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
