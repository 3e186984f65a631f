import Events
import FailPoints
import Storage
import Values

extension PolicyRunner {
  /// A policy that asks to be woken at once is not woken without end.
  private static let wakeLeast = Milliseconds(10)
  /// After a writer that is away or busy.
  private static let retryAfter = Milliseconds(100)
  static let floodReason = "wishes for more than \(WishGate.perSecondMax) things a second"

  func ask(_ cell: PolicyCell, at now: Instant) async throws -> Trouble? {
    guard let wanted = try await inPlugin({ await cell.wishes(at: now) }) else { return silence("what it wants") }
    isNews = false
    wake = wanted.wake.map { max($0, now + Self.wakeLeast) }
    let admitted = wishGate.admit(wanted.wishes.count, at: surroundings.machineTime.now())
    if wishGate.isHopeless { return Trouble(reason: Self.floodReason + ", for \(WishGate.floodedSecondsMax) s") }
    if admitted < wanted.wishes.count {
      show(.flooding, Self.floodReason)
      wake = now + max(Self.wakeLeast, wishGate.opensAt.since(surroundings.machineTime.now()))
    }
    do {
      try await send(wanted.wishes.prefix(admitted), at: now)
    } catch let failure as CommandPortFailure {
      show(.waiting, failure.message)
      isNews = true
      // A back-off: the writer is away or has enough to do.
      await surroundings.machineTime.wait(until: surroundings.machineTime.now() + Self.retryAfter)
    }
    return nil
  }

  /// Whatever is rejected stays so until something happens; then the policies are asked again.
  private func send(_ wishes: ArraySlice<AttributedWish>, at now: Instant) async throws {
    var rest = wishes
    while let first = rest.first {
      let same = rest.prefix { $0.centre == first.centre }
      let commands = same.map { $0.command(of: plugin.name, at: now, surroundings.log.chain) }
      FailPoint.wishesBeforeSend.reach()
      _ = try await surroundings.port.send(commands)
      FailPoint.wishesAfterSend.reach()
      rest = rest.dropFirst(same.count)
    }
  }
}
