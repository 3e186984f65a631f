package import Values

/// How a slice of this process does.
package struct SliceStanding: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    /// It is being taken and folded; commands wait.
    case opening
    case serving
    /// The member at this address writes it; this process is ready to.
    case standingBy(String)
    /// It was lost, or is not written here any more; for this reason.
    case away(String)
  }

  package let slice: Slice
  package let state: State
  /// The term that it is written under here.
  package let epoch: Epoch?
  /// The last commit that this process has heard of; `nil`: of none.
  package let head: Position?
  package let counts: CommandCounts

  package init(slice: Slice, state: State, epoch: Epoch?, head: Position?, counts: CommandCounts) {
    self.slice = slice
    self.state = state
    self.epoch = epoch
    self.head = head
    self.counts = counts
  }
}

/// What became of the commands that this process decided, deadlines among them.
package struct CommandCounts: Sendable, Equatable {
  /// Each is a commit.
  package private(set) var accepted: UInt64 = 0
  package private(set) var repeated: UInt64 = 0
  package private(set) var ignored: UInt64 = 0
  /// By rule.
  package private(set) var rejected: [String: UInt64] = [:]
  package private(set) var events: UInt64 = 0

  package init() {}

  package mutating func count(_ result: CommandResult) {
    switch result {
    case .accepted(_, let events):
      accepted += 1
      self.events += UInt64(events.count)
    case .duplicate: repeated += 1
    case .nothing: ignored += 1
    case .rejected(let rejection): rejected[rejection.name.rawValue, default: 0] += 1
    }
  }
}
