package import Events
package import TelephonyKit
package import Values

/// An adapter under watch: passes everything on and notes where it breaks the contract. Any `TelephonyMachine` can be
/// put into it; it expects a line without faults.
package struct ContractedTelephony: TelephonyMachine {
  package private(set) var machine: any TelephonyMachine
  private var watch = ContractWatch()

  package init(_ machine: any TelephonyMachine) { self.machine = machine }

  /// Where the contract was broken; with `whenOver` also what was left undone.
  package func breaches(whenOver: Bool) -> [String] { whenOver ? watch.breaches + watch.leftUndone : watch.breaches }
  package var joined: Int { watch.joined.count }

  package var nextWake: Instant? { machine.nextWake }
  package var lines: [CallID] { machine.lines }
  package var isOver: Bool { machine.isOver }

  package mutating func advance(to now: Instant, into commands: inout [Command]) {
    let before = commands.count
    machine.advance(to: now, into: &commands)
    for command in commands[before...] { watch.sent(command, at: now) }
    watch.compare(lines: machine.lines)
  }

  package mutating func carryOut(_ act: Instruction.Act, at now: Instant) {
    watch.instructed(act)
    machine.carryOut(act, at: now)
  }

  package mutating func saw(_ event: Event, at now: Instant) { machine.saw(event, at: now) }

  package mutating func refused(_ command: Command, by rule: String, at now: Instant) {
    machine.refused(command, by: rule, at: now)
    watch.refused(command)
  }
}
