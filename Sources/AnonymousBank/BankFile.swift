public import Values

/// The bank's file, read whole: calls, and what could not be read.
public struct BankFile: Sendable {
  /// A line that is not a call of this form.
  public struct MalformedLine: Sendable, Equatable {
    /// From 1; the heading is line 1.
    public let number: Int
    public let reason: String
  }

  let rows: [BankRow]
  public let malformed: [MalformedLine]
  /// Lines that the bank itself marks as no calls.
  public let phantoms: Int

  public var callCount: Int { rows.count }

  /// Service types that occur, sorted.
  public var services: [QueueID] { Set(rows.map(\.service)).sorted() }

  /// Agents who answered, sorted.
  public var agents: [AgentID] {
    var agents: Set<AgentID> = []
    for row in rows { if case .answered(let agent?) = row.outcome { agents.insert(agent) } }
    return agents.sorted()
  }
}

/// The file is not of the bank's form at all; nothing of it was imported.
public struct BankFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
}
