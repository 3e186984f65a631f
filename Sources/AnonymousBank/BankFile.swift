package import Values

/// The bank's file, read whole: calls, and what could not be read.
package struct BankFile: Sendable {
  /// A line that is not a call of this form.
  package struct MalformedLine: Sendable, Equatable {
    /// From 1; the heading is line 1.
    package let number: Int
    package let reason: String
  }

  let rows: [BankRow]
  package let malformed: [MalformedLine]
  /// Lines that the bank itself marks as no calls.
  package let phantoms: Int

  package var callCount: Int { rows.count }

  /// Service types that occur, sorted.
  package var services: [QueueID] { Set(rows.map(\.service)).sorted() }

  /// Agents who answered, sorted.
  package var agents: [AgentID] {
    var agents: Set<AgentID> = []
    for row in rows { if case .answered(let agent?) = row.outcome { agents.insert(agent) } }
    return agents.sorted()
  }
}

/// The file is not of the bank's form at all; nothing of it was imported.
package struct BankFileError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
}
