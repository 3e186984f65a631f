import Events
import Testing
import TrunklineTesting
import Values

@testable import CallDomain

/// The structures below the centre, against the plainest that do the same.
@Suite struct StructureTests {
  @Test(arguments: 1...20) func aLineIsASortedList(seed: UInt64) {
    var random = ScheduleRandom(seed: seed)
    var line = WaitingLine()
    var plain: [WaitingLine.Key] = []
    for arrival in 1...600 {
      if plain.isEmpty || random.chance(arrival < 300 ? 60 : 35) {
        let key = WaitingLine.Key(
          original: time(Int64(random.below(40))), arrival: UInt64(arrival), call: .call(UInt64(arrival)))
        #expect(line.place(of: key) == plain.filter { $0 < key }.count + 1)
        line.insert(key)
        plain.append(key)
        plain.sort()
      } else {
        let index = random.chance(50) ? 0 : random.below(plain.count)
        let key = plain.remove(at: index)
        let (first, second) = (line.remove(key), line.remove(key))
        #expect(first && !second)
      }
      #expect(Array(line.calls) == plain.map(\.call))
    }
  }

  @Test(arguments: 1...20) func deadlinesComeInOrder(seed: UInt64) {
    var random = ScheduleRandom(seed: seed)
    var heap = Deadlines()
    for number in 0..<500 {
      heap.register(.watchdog(.call(UInt64(number))), due: time(Int64(random.below(50))))
      if random.chance(20) { heap.removeFirst() }
      if random.chance(2) { heap.sweep { $0.number % 3 != 0 } }
    }
    var former: Deadline?
    while let first = heap.first {
      if let former { #expect(former < first) }
      former = first
      heap.removeFirst()
    }
  }

  @Test func whatIsRememberedIsForgotten() {
    var memory = Remembered<Int, Int>(for: .minutes(10), countMax: 100)
    for key in 0..<5_000 { memory.remember(key, key * 2, at: time(Int64(key))) }
    #expect(memory.count == 100)
    #expect(memory[4_900] == 9_800)
    #expect(memory[4_899] == nil)
    memory.remember(4_950, 7, at: time(5_000))
    #expect(memory[4_950] == 9_900, "the first value stays")
    memory.remember(-1, 1, at: time(5_000) + .minutes(10))
    #expect(memory.count == 1)
  }

  /// Settled deadlines do not pile up: a watchdog of an hour and calls of a moment.
  @Test func memoryIsBoundedByWhatIsOpen() {
    var centre = Centre(id: .example)
    for number in 1...6_000 {
      let id = CallID.call(UInt64(number))
      // The first call stays open, with the earliest deadline.
      let bodies: [Command.Body] = number == 1 ? [.arrival(id)] : [.arrival(id), .callerGone(id)]
      for (step, body) in bodies.enumerated() {
        let command = Command(
          id: CommandID(ID128(high: UInt64(step + 1), low: UInt64(number))), centre: .example,
          at: time(Int64(number) * 100), recordedAt: .noon, actor: .telephony, body: body)
        _ = centre.accept(command, position: Position(UInt64(number)))
      }
    }
    #expect(centre.calls.count == 1)
    #expect(centre.nextDeadline == time(100) + CoreLimits.callBeforeConfiguration)
    #expect(centre.deadlines.count <= 1_024)
    #expect(centre.misfits == 0)
  }
}
