import CallDomain
import Events
import TelephonyKit
import Values

/// Telephony for a centre that people play by hand: an agent who says yes is put through at once; all else they say
/// themselves.
struct HandTelephony: TelephonyMachine {
  private let centre: CentreID
  private var due: [Command.Body] = []
  private var serial: UInt64 = 0
  private let idHigh: UInt64

  /// - Parameters:
  ///   - state: at which this run begins; whoever said yes just before the last one ended is still to be put through.
  ///   - chance: makes the ids of this run its own.
  init(_ state: Centre, chance: UInt64) {
    centre = state.id
    idHigh = chance
    for call in state.calls.values.sorted(by: { $0.id < $1.id }) {
      guard let entry = call.entry, let offer = entry.acceptedOffer else { continue }
      due.append(Self.joined(entry.offerID(offer)))
    }
  }

  /// Only what the log brings makes something happen here.
  var nextWake: Instant? { due.isEmpty ? nil : .epoch }
  var isOver: Bool { false }
  var lines: [CallID] { [] }

  mutating func advance(to now: Instant, into commands: inout [Command]) {
    for body in due {
      serial += 1
      commands.append(
        Command(
          id: CommandID(ID128(high: idHigh, low: serial)), centre: centre, at: now, recordedAt: now,
          actor: Actor(kind: .telephony, id: "hand"), body: body))
    }
    due = []
  }

  mutating func carryOut(_ act: Instruction.Act, at now: Instant) {
    switch act {
    case .putThrough(let offer, _):
      due.append(Self.joined(offer))
    case .ringPhone, .stopRinging, .hold, .retrieve, .releaseAgent, .dropLine: break
    }
  }

  private static func joined(_ offer: OfferID) -> Command.Body {
    .reportJoined(ReportJoined(call: offer.entry.call, entry: offer.entry.ordinal, offer: offer.ordinal))
  }

  mutating func saw(_ event: Event, at now: Instant) {}
  mutating func refused(_ command: Command, by rule: String, at now: Instant) {}
}
