import EventLog
import KafkaClient
import SystemThreads
import Values

/// A broker lacked what should come next of a slice: whether that is so, and what follows.
extension Tail {
  func lookAtDoubts(at now: ContinuousClock.Instant) {
    let (due, answers) = doubts.withLock { ($0.takeDue(at: now), $0.takeAnswers()) }
    for answer in answers { settle(answer) }
    if !due.isEmpty { ask(about: due, at: now) }
  }

  /// On a thread that lasts as long as the question: slices whose brokers are well are read meanwhile.
  private func ask(about slices: [Slice], at now: ContinuousClock.Instant) {
    let asks = SystemThread.detach { [self] in
      let edges = try? OutsideOfLog.edges(of: slices, asking: reader)
      doubts.withLock { $0.answered(edges ?? [:], askedAt: now) }
    }
    if !asks { doubts.withLock { $0.answered([:], askedAt: now) } }
  }

  private func settle(_ answer: Doubts.Answer) {
    let each = self[answer.slice]
    guard let fold = each.withView({ $0.fold }), !each.isLost else { return doubts.withLock { $0.end(each.slice) } }
    switch OutsideOfLog.verdict(on: fold.nextOffset, answer.edges) {
    case .inside:
      doubts.withLock { $0.end(each.slice) }
      each.goOn()
      fetchAgain(each, at: fold.nextOffset)
    case .below(let start):
      doubts.withLock { $0.end(each.slice) }
      fail(each, OutsideOfLog.below(start: start, wanting: fold.nextPosition, of: each.slice, at: address))
    case .beyond where answer.isSure:
      failForNow(each, OutsideOfLog.beyond(after: fold.point.position, of: each.slice, at: address))
    case .beyond: break
    }
  }

  /// Nothing will come as it looks. The brokers are asked again after a while: a slice that is whole again goes on.
  func failForNow(_ each: FollowedSlice, _ failure: LogFailure) {
    doubts.withLock { $0.rest(each.slice, at: .now) }
    each.fail(failure, mayPass: true)
    signal.wake(each.slice)
  }
}
