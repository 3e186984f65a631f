import AnonymousBank
import CallDomain
import CallHandling
import Calls
import CommandLineKit
import Digest
import EventLog
import Events
import FailPoints
import PluginKit
import SystemTime
import Values

/// Sends the steps of a bank's file to the centre's writer, while the projections follow.
struct BankImport {
  /// Commands decided together; two such batches are on their way at a time.
  private static let batch = 1_024

  let installation: Installation
  let console: Console

  func run(_ source: BankSource, centre: CentreID) async throws {
    let bank = source.bank
    let digest = source.bytes.withUnsafeBytes { SHA256.digest($0) }
    let plan = ImportPlan(bank, source: digest, centre: centre) { text in text.withUnsafeBytes { SHA256.digest($0) } }
    let slice = Slice(of: centre)
    try await installation.asWriter(of: slice, "trunkline import") {
      try await run(bank, plan, slice, centre)
    }
  }

  private func run(_ bank: BankFile, _ plan: ImportPlan, _ slice: Slice, _ centre: CentreID) async throws {
    let host = try await installation.openProjections()
    let engine = try await SliceEngine.take(slice, with: installation.loader, marker: installation.ownershipMarker())
    let done = await engine.centre(centre)?.importProgress(of: plan.source)?.ordinal ?? 0
    if done < UInt64(plan.steps.count) {
      if done > 0 {
        try console.remark("going on after step \(done) of \(plan.steps.count)")
      } else {
        try await refuseKnownCalls(plan, centre, host)
      }
      try await configure(for: bank, plan, engine, centre)
      try await send(plan, after: done, to: engine, centre, host)
    }
    let standings = try await host.catchUp()
    // Whoever asks for the state, or serves the centre, begins here.
    await SnapshotKeeping(loader: installation.loader, engine: engine).saveAtTheEnd()
    try tell(standings)
    try sayDone(bank, addedSteps: UInt64(plan.steps.count) - done)
  }

  /// The core knows a call that ended for minutes only: those that came with another file, of which this one is a
  /// longer or a corrected copy, would be counted twice.
  private func refuseKnownCalls(_ plan: ImportPlan, _ centre: CentreID, _ host: ProjectionHost) async throws {
    guard let first = plan.steps.first, let last = plan.steps.last else { return }
    try tell(try await host.catchUp())
    let margin = Milliseconds.minutes(24 * 60)
    let known = try await CallsReports(installation.store).ended(
      in: centre, from: first.at - margin, to: last.at + margin)
    let calls = plan.calls
    let again = calls.filter { known.contains($0) }.count
    guard again > 0 else { return }
    throw Failure(
      .badInput,
      "\(NumberText.grouped(again)) of the \(NumberText.grouped(calls.count)) calls of this file came into centre "
        + "\(centre) with another file already; nothing was imported",
      hints: ["leave them out of the file, or take it into a centre of its own with --centre"])
  }

  /// The types found are queues, and the agents found are agents; what the centre has already stays as it is.
  private func configure(
    for bank: BankFile, _ plan: ImportPlan, _ engine: SliceEngine, _ centre: CentreID
  ) async throws {
    let known = await engine.centre(centre)
    guard let wanted = BankConfiguration.extended(known?.configuration, by: bank) else { return }
    let first = plan.steps.first?.at ?? .epoch
    let command = Events.Command(
      id: CommandID(.random()), centre: centre, at: first, recordedAt: WallClock.now(),
      actor: Actor(kind: .import, id: "anonymous-bank"), body: .configure(Configure(configuration: wanted)))
    for result in try await engine.handle([command]) { try check(result) }
  }

  private func send(
    _ plan: ImportPlan, after done: UInt64, to engine: SliceEngine, _ centre: CentreID, _ host: ProjectionHost
  ) async throws {
    let progress = ProgressBar(
      "importing", unit: "commits", total: Int64(plan.steps.count), console: console)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await host.follow(engine.slice) }
      var rest = plan.steps[Int(done)...]
      var underWay: [DecidedCommands] = []
      var settled = Int(done)
      while !rest.isEmpty || !underWay.isEmpty {
        try Task.checkCancellation()
        if !rest.isEmpty, underWay.count < 2 {
          let commands = rest.prefix(Self.batch).map { command(for: $0, plan, centre) }
          rest = rest.dropFirst(commands.count)
          let decided = try await engine.decide(commands)
          for result in decided.results { try check(result) }
          underWay.append(decided)
          continue
        }
        let first = underWay.removeFirst()
        try await engine.settle(first)
        FailPoint.importBetweenBatches.reach()
        settled += first.results.count
        progress.advance(to: Int64(settled))
      }
      progress.finish(at: Int64(settled))
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  private func command(for step: ImportStep, _ plan: ImportPlan, _ centre: CentreID) -> Events.Command {
    Events.Command(
      id: plan.commandID(of: step), centre: centre, at: step.at, recordedAt: WallClock.now(),
      actor: Actor(kind: .import, id: "anonymous-bank"), body: .recordHistory(RecordHistory(facts: step.facts)))
  }

  /// Recorded facts are never rejected; a rejection means that the plan itself is wrong.
  private func check(_ result: CommandResult) throws {
    if case .rejected(let rejection) = result { throw Failure(.badInput, rejection.message) }
  }

  private func tell(_ standings: [PluginStanding]) throws {
    for standing in standings {
      for hold in standing.holds {
        try console.remark(
          "plugin \(standing.plugin) stands still at position \(hold.position) of slice \(hold.slice): \(hold.reason)")
      }
    }
  }

  private func sayDone(_ bank: BankFile, addedSteps: UInt64) throws {
    let calls = NumberText.grouped(bank.callCount)
    if addedSteps == 0 {
      try console.out.line("Nothing to add: all \(calls) calls of this file are in the log.")
    } else {
      try console.out.line(
        "\(calls) calls imported (\(NumberText.grouped(addedSteps)) commits); "
          + "\(bank.phantoms) lines that the bank marks as no calls and \(bank.malformed.count) unreadable lines passed over."
      )
    }
  }
}
