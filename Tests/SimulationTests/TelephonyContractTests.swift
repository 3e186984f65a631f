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

  @Test func anAdapterThatSpeaksOfCallsNobodyAnnouncedIsFoundOut() {
    var machine = ContractedTelephony(SimulatedTelephony(Scenario(seed: 1, from: .noon), centre: .example))
    let offer = OfferID(entry: EntryID(call: .one, ordinal: 1), ordinal: 1)
    machine.carryOut(.putThrough(offer, agent: .anna), at: .noon)
    var commands: [Command] = []
    machine.advance(to: .noon, into: &commands)
    #expect(commands.count == 1)
    #expect(machine.breaches(whenOver: false) == ["offer \(offer) fails, but nobody was to ring"])
  }
}
