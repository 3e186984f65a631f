import Testing

@testable import PostgresClient

@Suite struct PoolMachineTests {
  @Test func firstComeFirstServed() {
    var pool = PoolMachine(connectionsMax: 1)
    #expect(pool.requested(by: 1) == [.open(1)])
    #expect(pool.requested(by: 2).isEmpty)
    #expect(pool.requested(by: 3).isEmpty)
    #expect(pool.opened(1) == [.lend(1, to: 1)])
    #expect(pool.returned(1, isUsable: true) == [.lend(1, to: 2)])
    #expect(pool.returned(1, isUsable: true) == [.lend(1, to: 3)])
    #expect(pool.returned(1, isUsable: true).isEmpty)
    #expect(pool.requested(by: 4) == [.lend(1, to: 4)])
  }

  @Test func opensNoMoreThanAllowedAndNoMoreThanWanted() {
    var pool = PoolMachine(connectionsMax: 2)
    #expect(pool.requested(by: 1) == [.open(1)])
    #expect(pool.requested(by: 2) == [.open(2)])
    #expect(pool.requested(by: 3).isEmpty)
    #expect(pool.connectionCount == 2)
    #expect(pool.opened(2) == [.lend(2, to: 1)])
    #expect(pool.returned(2, isUsable: true) == [.lend(2, to: 2)])
    #expect(pool.opened(1) == [.lend(1, to: 3)])
  }

  @Test func aBrokenConnectionIsReplacedForWhoeverWaits() {
    var pool = PoolMachine(connectionsMax: 1)
    _ = pool.requested(by: 1)
    _ = pool.opened(1)
    _ = pool.requested(by: 2)
    #expect(pool.returned(1, isUsable: false) == [.close(1), .open(2)])
    #expect(pool.opened(2) == [.lend(2, to: 2)])
  }

  @Test func pausesGrowWhileTheServerIsAway() {
    var pool = PoolMachine(connectionsMax: 1)
    _ = pool.requested(by: 1)
    #expect(pool.openFailed(1, isForGood: false) == [.reopen(1, after: .milliseconds(50))])
    #expect(pool.backoffEnded(1) == [.open(1)])
    #expect(pool.openFailed(1, isForGood: false) == [.reopen(1, after: .milliseconds(100))])
    for _ in 0..<20 { _ = pool.openFailed(1, isForGood: false) }
    #expect(pool.openFailed(1, isForGood: false) == [.reopen(1, after: .seconds(2))])
    #expect(pool.waitedTooLong(1) == [.refuse(1, .timedOut)])
    #expect(pool.backoffEnded(1).isEmpty)
    #expect(pool.connectionCount == 0)
  }

  @Test func aRefusalForGoodReachesEveryWaiter() {
    var pool = PoolMachine(connectionsMax: 1)
    _ = pool.requested(by: 1)
    _ = pool.requested(by: 2)
    #expect(pool.openFailed(1, isForGood: true) == [.refuse(1, .cannotConnect), .refuse(2, .cannotConnect)])
  }

  @Test func whoGaveUpIsPassedOver() {
    var pool = PoolMachine(connectionsMax: 1)
    _ = pool.requested(by: 1)
    _ = pool.opened(1)
    _ = pool.requested(by: 2)
    _ = pool.requested(by: 3)
    pool.gaveUp(2)
    #expect(pool.waitedTooLong(2).isEmpty)
    #expect(pool.returned(1, isUsable: true) == [.lend(1, to: 3)])
  }

  @Test func closingWaitsForTheLent() {
    var pool = PoolMachine(connectionsMax: 3)
    _ = pool.requested(by: 1)
    _ = pool.requested(by: 2)
    _ = pool.opened(1)
    _ = pool.opened(2)
    _ = pool.returned(1, isUsable: true)
    _ = pool.requested(by: 3)
    _ = pool.returned(1, isUsable: true)
    #expect(pool.closeRequested() == [.close(1)])
    #expect(pool.requested(by: 4) == [.refuse(4, .closed)])
    #expect(pool.returned(2, isUsable: true) == [.close(2), .finish])
  }

  @Test func anIdleConnectionThatDiedIsDropped() {
    var pool = PoolMachine(connectionsMax: 1)
    _ = pool.requested(by: 1)
    _ = pool.opened(1)
    _ = pool.returned(1, isUsable: true)
    #expect(pool.nextIdle == 1)
    #expect(pool.idleConnectionLost(1) == [.close(1)])
    #expect(pool.requested(by: 2) == [.open(2)])
  }
}
