import Events
import Glibc
import Synchronization
import Values

/// What the crowd was told, a line for each answer, written the moment it was heard: `COMMAND accepted 17`,
/// `COMMAND repeated 17`, `COMMAND ignored`, `COMMAND rejected`.
package final class Ledger: Sendable {
  private let file: Int32

  /// Adds to the file, which is made when it is not there.
  package init(_ path: String) throws {
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw LedgerFailure(description: "cannot write \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(file) }

  /// In one piece: whoever is killed in the middle of it has written all or nothing.
  func note(_ replies: [CommandReply]) throws {
    var text = ""
    for reply in replies { text += "\(reply.command) \(Self.words(reply.outcome))\n" }
    let count = text.utf8.count
    let written = text.withUTF8 { write(file, $0.baseAddress, $0.count) }
    guard written == count else { throw LedgerFailure(description: "wrote \(written) of \(count) bytes") }
  }

  private static func words(_ outcome: CommandReply.Outcome) -> String {
    switch outcome {
    case .accepted(let accepted): "accepted \(accepted.position)"
    case .repeat(let repeated): "repeated \(repeated.position)"
    case .ignored: "ignored"
    case .rejected: "rejected"
    case .unknown: "unknown"
    }
  }
}

package struct LedgerFailure: Error, CustomStringConvertible {
  package let description: String
}
