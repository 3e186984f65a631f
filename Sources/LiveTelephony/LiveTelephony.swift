package import EventLog
import Events
import FailPoints
package import Storage
package import TelephonyKit
package import Values

/// Runs a telephony machine against a live centre: what happens there becomes commands, in order, through the port, and
/// what the log says becomes instructions.
///
/// The machine lives in this process, so its lines die with it: whoever starts it ends the calls that are still open
/// for an earlier one (`Reconciliation`), and the machine follows the log from there. So no instruction is carried out
/// twice.
package actor LiveTelephony<Machine: TelephonyMachine> {
  private let log: any EventLog
  private let port: any CommandPort
  private let time: any TimeSource
  private let centre: CentreID
  private let slice: Slice
  private var machine: Machine
  private var outbox: [Command] = []
  private let turn = AsyncTurn()
  private let seen: @Sendable (Position) -> Void

  /// - Parameter time: the centre's; the port's writer decides by the same.
  /// - Parameter seen: told the position through which the machine knows the log.
  package init(
    _ machine: Machine, of centre: CentreID, log: any EventLog, port: any CommandPort, time: any TimeSource,
    seen: @escaping @Sendable (Position) -> Void = { _ in }
  ) {
    self.machine = machine
    self.centre = centre
    self.log = log
    self.port = port
    self.time = time
    self.seen = seen
    slice = Slice(of: centre)
  }

  /// The machine as it is now.
  package var state: Machine { machine }

  /// Follows the log after `point` and keeps the machine's time, until nothing will ever happen there again and
  /// everything it sent is answered, or the task is cancelled.
  package func run(after point: ChainPoint) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.follow(after: point) }
      group.addTask { try await self.keepTime() }
      // Whichever ends first says how it went; the other is only told to stop.
      try await group.next()
      group.cancelAll()
    }
  }

  // MARK: from the log

  private func follow(after start: ChainPoint) async throws {
    var point = start
    while !Task.isCancelled {
      let batch = try await log.readNext(slice, after: point, limit: .live)
      guard let end = batch.end else { continue }
      point = end
      try take(batch)
      turn.notify()
      seen(point.position)
    }
  }

  private func take(_ batch: RecordBatch) throws {
    let now = time.now()
    try batch.forEachCommit { commit in
      guard commit.centre == centre else { return }
      for event in commit.events { machine.saw(event, at: now) }
      let instructions = commit.instructions
      for instruction in instructions { machine.carryOut(instruction.act, at: now) }
      if !instructions.isEmpty { FailPoint.instructionsAfterTake.reach() }
    }
  }

  // MARK: to the centre

  /// Sends what has happened, and waits for what comes next: the machine's own time, or news of the log.
  private func keepTime() async throws {
    while !Task.isCancelled {
      machine.advance(to: time.now(), into: &outbox)
      if !outbox.isEmpty {
        try await sendAll()
        continue
      }
      if machine.isOver { return }
      guard let wake = machine.nextWake else {
        await turn.wait()
        continue
      }
      await time.wait(until: wake) { [turn] in await turn.wait() }
    }
  }

  /// In order, as many at a time as have come; sent again, with the same ids, for as long as there is no answer.
  private func sendAll() async throws {
    while !outbox.isEmpty, !Task.isCancelled {
      let commands = Array(outbox.prefix(Self.batchMax))
      let replies: [CommandReply]
      do {
        replies = try await port.send(commands)
      } catch is CommandPortFailure {
        // The writer is being replaced, or has too much to do: the pause before the next try.
        try? await Task.sleep(for: Self.pause)
        continue
      }
      outbox.removeFirst(commands.count)
      for (command, reply) in zip(commands, replies) {
        if case .rejected(let rejection) = reply.outcome {
          machine.refused(command, by: rejection.rule, at: time.now())
        }
      }
    }
  }

  private static var batchMax: Int { 256 }
  private static var pause: Duration { .milliseconds(50) }
}
