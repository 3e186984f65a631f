import CallDomain
package import Events
package import Values

extension CommandReply {
  /// What the sender of `command` hears.
  package init(to command: CommandID, _ result: CommandResult) {
    let outcome: Outcome =
      switch result {
      case .accepted(let position, let events): .accepted(CommandAccepted(position: position, events: events))
      case .duplicate(let position): .repeat(CommandRepeated(position: position))
      case .nothing(let odd): .ignored(CommandIgnored(odd: odd?.name.rawValue ?? ""))
      case .rejected(let rejection):
        .rejected(CommandRejected(rule: rejection.name.rawValue, message: rejection.message))
      }
    self.init(command: command, outcome: outcome)
  }

  /// A commit that no log takes: sending it again would not help.
  static func tooLarge(_ command: CommandID, message: String) -> CommandReply {
    CommandReply(command: command, outcome: .rejected(CommandRejected(rule: "commitTooLarge", message: message)))
  }
}
