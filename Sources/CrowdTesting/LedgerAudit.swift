package import EventLog
import Events
import Glibc
package import Values

/// Compares what the crowd was told with the log.
package struct LedgerAudit: Sendable {
  /// What must not be, for people.
  package private(set) var faults: [String] = []
  package private(set) var faultCount = 0
  package private(set) var commits = 0
  package private(set) var acknowledgements = 0
  package private(set) var conversations = 0
  private var positions: [CommandID: Position] = [:]
  /// Told that nothing came of it, and never anything else.
  private var denied: Set<CommandID> = []

  private static let faultsShown = 20

  /// - Parameter isOver: everybody has heard the last answer: then nothing may be in the log of which the only answer
  ///   was that nothing came of it. (Before, a repeated report may have been accepted a moment ago.)
  package static func run(
    _ slice: Slice, of log: any EventLog, against ledger: String, isOver: Bool
  ) async throws -> LedgerAudit {
    // The ledger first: the log has what it says, and more.
    let lines = try Self.lines(of: ledger)
    var audit = LedgerAudit()
    let stream = try await log.scan(slice, after: log.chain.genesis(of: slice, in: log.id), through: nil, limit: .bulk)
    try await stream.forEachBatch { batch in
      try batch.forEachCommit { audit.fold($0) }
      return true
    }
    for line in lines { audit.compare(line) }
    if isOver {
      for command in audit.denied.sorted() {
        guard let position = audit.positions[command] else { continue }
        audit.add("command \(command) is at position \(position), and its sender was told that nothing came of it")
      }
    }
    return audit
  }

  private mutating func fold(_ commit: Commit) {
    commits += 1
    if let first = positions.updateValue(commit.position, forKey: commit.commandID) {
      add("command \(commit.commandID) took effect twice, at positions \(first) and \(commit.position)")
    }
    for event in commit.events { if case .conversation(.started) = event.body { conversations += 1 } }
  }

  private mutating func compare(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count >= 2, let id = ID128(String(words[0])) else { return add("the ledger says: \(line)") }
    let command = CommandID(id)
    guard words.count == 3, let position = UInt64(words[2]) else {
      if words[1] == "ignored" || words[1] == "rejected" { denied.insert(command) } else { add("answered: \(line)") }
      return
    }
    acknowledgements += 1
    denied.remove(command)
    let found = positions[command]
    guard found?.number != position else { return }
    let place = found.map { "at position \($0)" } ?? "not in the log"
    add("command \(command) was \(words[1]) at position \(position), and is \(place)")
  }

  private mutating func add(_ fault: String) {
    faultCount += 1
    if faults.count < Self.faultsShown { faults.append(fault) }
  }

  /// A last line without its end was not written: its writer died.
  private static func lines(of path: String) throws -> [Substring] {
    guard let file = fopen(path, "r") else {
      throw LedgerFailure(description: "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      if count == 0 { break }
      bytes += piece[..<count]
    }
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
  }
}
