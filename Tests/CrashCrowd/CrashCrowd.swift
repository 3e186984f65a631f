import CallHandling
import CommandSocket
import CrowdTesting
import EventLog
import Glibc
import Sockets
import SystemThreads
import Values

/// Everybody outside of a server that is killed again and again: `Tests/Crashes/live-kills` runs it.
///
/// `CrashCrowd SOCKETS CENTRE LEDGER live SEED` until its standard input ends; it says `ready` when the centre is, and
/// in the end what is left open. `… check` and `… check over` compare the ledger with the log.
@main struct CrashCrowd {
  private let sockets: String
  private let centre: CentreID
  private let ledger: String

  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    let crowd = CrashCrowd(sockets: words[0], centre: CentreID(unchecked: words[1]), ledger: words[2])
    do {
      switch words[3] {
      case "live": try await crowd.live(seed: UInt64(words[4]) ?? 1)
      case "check": exit(try await crowd.check(isOver: words.count > 4) ? 0 : 1)
      default: say("what is \(words[3])?")
      }
    } catch {
      say("failed: \(error)")
      exit(1)
    }
  }

  private static func say(_ line: String) {
    var text = line + "\n"
    _ = text.withUTF8 { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }

  private func live(seed: UInt64) async throws {
    let crowd = Crowd(
      of: centre, log: try await CrowdLog.open(sockets), port: CommandSocketPort(.path(sockets + "/trunkline")),
      ledger: try Ledger(ledger))
    try await crowd.come()
    Self.say("ready")
    let living = Task { try await crowd.live(seed: seed) }
    _ = SystemThread.detach {
      var byte: UInt8 = 0
      while read(STDIN_FILENO, &byte, 1) > 0 {}
      living.cancel()
    }
    try await living.value
    let open = try await crowd.leave()
    Self.say("left: \(open.calls) calls, \(open.entries) entries, \(open.offers) offers open")
  }

  private func check(isOver: Bool) async throws -> Bool {
    let log = try await CrowdLog.open(sockets)
    let audit = try await LedgerAudit.run(Slice(of: centre), of: log, against: ledger, isOver: isOver)
    for fault in audit.faults { Self.say("FAULT: \(fault)") }
    Self.say(
      "\(audit.commits) commits, \(audit.conversations) conversations, \(audit.acknowledgements) acknowledgements, "
        + "\(audit.faultCount) faults")
    return audit.faultCount == 0
  }
}
