import CallDomain
import EventLog
import Events
import SimulatedTelephony
import Testing
import TrunklineTesting
import Values
import VirtualTime

@Suite struct VirtualCentreTests {
  private func run(seed: UInt64, calls: UInt64 = 600) throws -> (ChainPoint, VirtualCounts) {
    let (scenario, configuration) = SmallCentre.trouble(seed: seed, calls: calls)
    var centre = try SmallCentre.centre(SimulatedTelephony(scenario, centre: .example), configuration)
    try centre.run()
    return (centre.point, centre.counts)
  }

  @Test func oneSeedGivesOneLogByteForByte() throws {
    let first = try run(seed: 1)
    let second = try run(seed: 1)
    #expect(first.0 == second.0)
    #expect(first.1 == second.1)
    #expect(try run(seed: 2).0.id != first.0.id)
  }

  @Test func keepingNoRecordsGivesTheSameChain() throws {
    let (scenario, configuration) = SmallCentre.trouble(seed: 1, calls: 600)
    var settings = VirtualSettings()
    settings.keepsRecords = false
    var centre = try SmallCentre.centre(
      SimulatedTelephony(scenario, centre: .example), configuration, settings: settings)
    try centre.run()
    let point = centre.point
    #expect(try run(seed: 1).0 == point)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func underFaultsTheRulesHoldAndEverythingEnds(seed: UInt64) throws {
    let (scenario, configuration) = SmallCentre.trouble(seed: seed, calls: 600)
    var settings = VirtualSettings()
    settings.checksInvariants = true
    var centre = try SmallCentre.centre(
      SimulatedTelephony(scenario, centre: .example), configuration, watchers: [QueueTally(within: .seconds(20))],
      settings: settings)
    try centre.run()
    let counts = try #require(centre.machine as? SimulatedTelephony).counts
    let tally = centre.watcher(QueueTally.self)
    let total = try #require(tally).total
    let findings = centre.findings
    let state = centre.centre
    let virtual = centre.counts
    #expect(findings == [], "seed \(seed)")
    #expect(state.open.isZero, "seed \(seed)")
    #expect(state.misfits == 0)
    #expect(counts.callers == 600)
    // Every kind of fault happened, and the centre noticed some of them.
    #expect(counts.lost > 0 && counts.late > 0 && counts.overtaken > 0 && counts.duplicated > 0 && counts.repeated > 0)
    #expect(virtual.repeats > 0 && virtual.oddFacts > 0)
    #expect(total.enqueued == total.answered + total.abandoned + total.flowedOut + total.failed)
    #expect(total.answered > 300 && total.abandoned > 0)
  }

  @Test func aRunCanPauseAtAnyMoment() throws {
    let (scenario, configuration) = SmallCentre.trouble(seed: 1, calls: 600)
    var centre = try SmallCentre.centre(SimulatedTelephony(scenario, centre: .example), configuration)
    for minute in 1...40 { try centre.run(until: .noon + .minutes(Int64(minute) * 3)) }
    try centre.run()
    let point = centre.point
    #expect(try run(seed: 1).0 == point)
  }
}
