package import Events
package import Values

/// An adapter, and whoever is at the phones, as one pure machine: instructions and time go in, commands come out. In
/// virtual time a loop drives it, in real time a shell does; it cannot tell.
package protocol TelephonyMachine: Sendable {
  /// The next moment at which something happens by itself; `nil`: never again. Not before the last `advance`.
  var nextWake: Instant? { get }

  /// Lets happen what is due, and appends what is to be sent, in order, each with an id of its own.
  mutating func advance(to now: Instant, into commands: inout [Command])

  /// Carries out an instruction. Reports that follow from it at once are due now: `advance` brings them.
  mutating func carryOut(_ act: Instruction.Act, at now: Instant)

  /// The core has folded this event: what people see on their desktops.
  mutating func saw(_ event: Event, at now: Instant)

  /// The core refused this command, by the rejection's name.
  mutating func refused(_ command: Command, by rule: String, at now: Instant)

  /// Nothing that concerns the centre will ever happen here again.
  var isOver: Bool { get }

  /// The calls whose lines are open, in order: for reconciliation.
  var lines: [CallID] { get }
}
