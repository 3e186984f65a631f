import EventLog
import Events
import SimulatedTelephony
import TelephonyKit
import Testing
import TrunklineTesting
import Values
import VirtualTime

@Suite struct TelephonyContractTests {
  @Test(arguments: [11, 12] as [UInt64])
  func theSimulatedAdapterKeepsTheContract(seed: UInt64) throws {
    var (scenario, configuration) = SmallCentre.trouble(seed: seed, calls: 400)
    scenario.faults = .none
    let machine = ContractedTelephony(SimulatedTelephony(scenario, centre: .example))
    var centre = try SmallCentre.centre(machine, configuration)
    try centre.run()
    let contracted = try #require(centre.machine as? ContractedTelephony)
    #expect(contracted.breaches(whenOver: true) == [], "seed \(seed)")
    #expect(contracted.joined > 200)
    #expect(contracted.lines == [])
  }

  /// Reports a join that nobody asked for, as soon as it may.
  private struct Babbling: TelephonyMachine {
    var nextWake: Instant? { nil }
    var isOver: Bool { true }
    var lines: [CallID] { [] }
    mutating func advance(to now: Instant, into commands: inout [Command]) {
      commands.append(
        Command(
          id: CommandID(ID128(high: 1, low: 1)), centre: .example, at: now, recordedAt: now, actor: .telephony,
          body: .reportJoined(ReportJoined(call: .one, entry: 1, offer: 1))))
    }
    mutating func carryOut(_ act: Instruction.Act, at now: Instant) {}
    mutating func saw(_ event: Event, at now: Instant) {}
    mutating func refused(_ command: Command, by rule: String, at now: Instant) {}
  }

  @Test func anAdapterThatSpeaksOfCallsNobodyAnnouncedIsFoundOut() {
    var machine = ContractedTelephony(Babbling())
    var commands: [Command] = []
    machine.advance(to: .noon, into: &commands)
    #expect(commands.count == 1)
    let offer = OfferID(entry: EntryID(call: .one, ordinal: 1), ordinal: 1)
    #expect(
      machine.breaches(whenOver: false) == [
        "call \(CallID.one) is joined, but is not open", "offer \(offer) is joined, but was not to be put through",
      ])
  }

  /// The core has not heard of the caller's end: whoever is to ring for him, or to be put through, finds out.
  @Test func aLineThatIsGoneIsSaidSo() {
    let offer = OfferID(entry: EntryID(call: .one, ordinal: 1), ordinal: 1)
    for act in [Instruction.Act.ringPhone(offer, agent: .anna, until: .noon), .putThrough(offer, agent: .anna)] {
      var machine = ContractedTelephony(SimulatedTelephony(Scenario(seed: 1, from: .noon), centre: .example))
      machine.carryOut(act, at: .noon)
      var commands: [Command] = []
      machine.advance(to: .noon, into: &commands)
      #expect(
        commands.map(\.body) == [.reportCallerHungUp(ReportCallerHungUp(call: .one, cause: Instruction.lineGone))])
      #expect(machine.breaches(whenOver: false) == [])
    }
  }
}
