import Events
import Values

/// Turns rows into steps.
struct RowPlanner {
  let centre: CentreID
  let hash: ImportPlan.Hash

  func drafts(of rows: [BankRow]) -> [StepDraft] {
    var seen: [BankRow.Key: Int] = [:]
    var drafts: [StepDraft] = []
    drafts.reserveCapacity(rows.count * 4)
    for (index, row) in rows.enumerated() {
      let occurrence = seen[row.key, default: 0]
      seen[row.key] = occurrence + 1
      append(row, call: callID(of: row, occurrence: occurrence), index: index, to: &drafts)
    }
    return drafts
  }

  /// Date, line and call number name the call; a key that occurs again in the file is another call.
  private func callID(of row: BankRow, occurrence: Int) -> CallID {
    let name = "anonymous-bank \(centre) \(row.key.date) \(row.key.line) \(row.key.number) \(occurrence)"
    let digest = hash(Array(name.utf8))
    return CallID(ID128(high: digest.word0, low: digest.word1))
  }

  private func append(_ row: BankRow, call: CallID, index: Int, to drafts: inout [StepDraft]) {
    var latest = row.ivrEntry
    var step = 0
    // A source's clock may step back; the log's does not.
    func add(_ facts: [HistoricFact], at moment: Instant, isEnd: Bool = false) {
      let rank: StepDraft.Rank = isEnd && moment > latest ? .conversationEnded : .other
      latest = max(latest, moment)
      drafts.append(StepDraft(at: latest, rank: rank, row: index, step: step, facts: facts))
      step += 1
    }
    add(arrival(of: row, call: call), at: row.ivrEntry)
    switch row.outcome {
    case .hungUp where row.queueStart == nil:
      add([ivrExit(of: row, call: call, .callerLeft), end(of: call, by: .caller, at: row.ivrExit)], at: row.ivrExit)
    case .hungUp:
      add(enqueueing(of: row, call: call), at: row.enqueued)
      let abandon = HistoricAbandon(call: call, waitMs: row.queueTime)
      add(
        [
          HistoricFact(occurredAt: row.leftQueue, fact: .abandoned(abandon)),
          end(of: call, by: .caller, at: row.leftQueue),
        ], at: row.leftQueue)
    case .answered(let agent):
      add(enqueueing(of: row, call: call), at: row.enqueued)
      let answer = HistoricAnswer(call: call, agent: agent, waitMs: row.queueTime)
      add([HistoricFact(occurredAt: row.leftQueue, fact: .answered(answer))], at: row.leftQueue)
      let talk = HistoricConversationEnd(call: call, talkMs: row.serviceTime, by: .notRecorded)
      add(
        [
          HistoricFact(occurredAt: row.ended, fact: .conversationEnded(talk)),
          end(of: call, by: .notRecorded, at: row.ended),
        ], at: row.ended, isEnd: true)
    }
  }

  private func arrival(of row: BankRow, call: CallID) -> [HistoricFact] {
    let arrived = CallArrived(
      call: call, direction: .inbound, line: row.key.line, customer: row.customer, service: row.service,
      priority: row.priority)
    return [
      HistoricFact(occurredAt: row.ivrEntry, fact: .arrived(arrived)),
      HistoricFact(occurredAt: row.ivrEntry, fact: .ivrEntered(IVREntered(call: call, flow: "vru"))),
    ]
  }

  private func enqueueing(of row: BankRow, call: CallID) -> [HistoricFact] {
    let joined = HistoricEnqueue(
      call: call, queue: row.service, priority: row.priority, direct: row.queueStart == nil)
    return [
      ivrExit(of: row, call: call, .queued),
      HistoricFact(occurredAt: row.enqueued, fact: .enqueued(joined)),
    ]
  }

  private func ivrExit(of row: BankRow, call: CallID, _ reason: IVRExitReason) -> HistoricFact {
    let exit = HistoricIVRExit(
      call: call, reason: reason, durationMs: row.ivrTime, service: row.service, priority: row.priority)
    return HistoricFact(occurredAt: row.ivrExit, fact: .ivrExited(exit))
  }

  private func end(of call: CallID, by side: Side, at moment: Instant) -> HistoricFact {
    HistoricFact(occurredAt: moment, fact: .callEnded(HistoricCallEnd(call: call, by: side)))
  }
}
