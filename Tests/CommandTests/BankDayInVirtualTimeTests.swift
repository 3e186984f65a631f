import AnonymousBank
import Calls
import Digest
import EventLog
import Events
import Foundation
import KPI
import PluginKit
import Routing
import SimulatedTelephony
import SimulationTesting
import TelephonyKit
import Testing
import TrunklineTesting
import Values
import VirtualTime

@testable import trunkline

/// The bank's day as live traffic: its callers and agents, our core, routing and reports.
@Suite struct BankDayInVirtualTimeTests {
  private static let centre = CentreID(unchecked: "anonymous-bank")

  private struct Lived: Sendable {
    let head: ChainPoint
    let problems: [String]
    let callers: UInt64
    let lines: Int
    let total: TallySums
  }

  private static func live(seed: UInt64, into log: MemoryEventLog) throws -> Lived {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Samples/anonymous-bank-1999-01-13.tsv")
    let bank = try BankFile(parsing: Array(try Data(contentsOf: sample)))
    let day = try #require(BankDay(bank))
    let configuration = try #require(BankConfiguration.extended(nil, by: bank))
    var settings = VirtualSettings()
    settings.checksInvariants = true
    settings.quietChecks = [WorkConservation.check]
    let machine = ContractedTelephony(
      SimulatedTelephony(BankScenario.scenario(of: day, seed: seed), centre: Self.centre))
    var centre = try VirtualCentre(
      Self.centre, from: day.midnight, machine: machine, policies: NamedPolicy.all(of: Routing.plugin),
      watchers: [OfferWatch(), QueueTally(within: .seconds(20))], log: log, settings: settings)
    try centre.send(.configure(Configure(configuration: configuration)), by: Actor(kind: .`operator`))
    try centre.run()
    return lived(centre)
  }

  private static func lived(_ centre: borrowing VirtualCentre) -> Lived {
    let contracted = centre.machine as? ContractedTelephony
    var problems = centre.findings + (centre.watcher(OfferWatch.self)?.findings ?? ["nobody watched the offers"])
    problems += contracted?.breaches(whenOver: true) ?? ["nobody watched the adapter"]
    if !centre.centre.open.isZero { problems.append("still open at the end: \(centre.centre.open)") }
    if centre.centre.misfits > 0 { problems.append("\(centre.centre.misfits) events did not fit the state") }
    return Lived(
      head: centre.point, problems: problems,
      callers: (contracted?.machine as? SimulatedTelephony)?.counts.callers ?? 0,
      lines: contracted?.lines.count ?? -1, total: centre.watcher(QueueTally.self)?.total ?? TallySums())
  }

  @Test func everyRuleHoldsAndTheRowsAreThoseOfAFreshFold() async throws {
    let log = MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: Chain(hash: { SHA256.digest($0, $1) }))
    let day = try await onOwnThread { try Self.live(seed: 1, into: log) }
    #expect(day.problems == [])
    #expect(day.lines == 0)
    #expect(day.callers > 1_000 && day.total.answered > 500 && day.total.abandoned > 0)

    // As a follower meets it, some commits at a time, and as one who reads it at once.
    let batches = try await Self.batches(of: 29, log)
    let whole = try await Self.batches(of: .max, log)
    #expect(batches.count > 100 && whole.count == 1)
    for plugin in [KPI.plugin, Calls.plugin] {
      let (live, fresh) = try await onOwnThread {
        (try TableContents(plugin, batches), try TableContents(plugin, whole))
      }
      #expect(live == fresh, "\(plugin.name)")
      guard plugin.name == KPI.plugin.name else { continue }
      #expect(live.sum("queue_arrival", "answered") == day.total.answered)
      #expect(live.sum("queue_arrival", "answered_within") == day.total.answeredWithin)
      #expect(live.sum("queue_arrival", "abandoned") == day.total.abandoned)
      #expect(live.sum("queue_event", "enqueued") == day.total.enqueued)
      #expect(live.sum("queue_arrival", "wait_answered_ms") == Int(day.total.waitMsAnswered))
    }
  }

  @Test func theSameSeedIsTheSameDay() async throws {
    let heads = try await onOwnThread {
      try ([1, 1, 2] as [UInt64]).map { seed in
        let log = MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: Chain(hash: { SHA256.digest($0, $1) }))
        return try Self.live(seed: seed, into: log).head
      }
    }
    #expect(heads[0] == heads[1])
    #expect(heads[0] != heads[2])
  }

  private static func batches(of records: Int, _ log: MemoryEventLog) async throws -> [RecordBatch] {
    let slice = Slice(of: centre)
    let stream = try await log.scan(
      slice, after: log.chain.genesis(of: slice, in: log.id), through: nil,
      limit: BatchLimit(records: records, bytes: .max))
    var batches: [RecordBatch] = []
    while let batch = try await stream.next() { batches.append(batch) }
    return batches
  }
}

extension TableContents {
  fileprivate func sum(_ table: String, _ column: String) -> Int {
    all(table).reduce(0) { if case .integer(let value)? = $1[column] { $0 + Int(value) } else { $0 } }
  }
}
