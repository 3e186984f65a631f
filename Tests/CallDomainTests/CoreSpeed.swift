import CallDomain
import Events
import Foundation
import Testing
import TrunklineTesting
import Values

/// How long one command takes in a large centre: 500 queues, 5,000 agents, 7,000 open calls. Only with
/// `TRUNKLINE_MEASURE=1`, in a release build.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["TRUNKLINE_MEASURE"] != nil)) struct CoreSpeed {
  static let queueCount = 500
  static let agentCount = 5_000
  static let openCount: UInt64 = 7_000

  static func queue(_ number: UInt64) -> QueueID { QueueID(unchecked: "queue-\(number % UInt64(queueCount))") }
  static func agent(_ number: UInt64) -> AgentID { AgentID(unchecked: "agent-\(number % UInt64(agentCount))") }

  struct Driver {
    var centre = Centre(id: .example)
    var commands: [Command] = []
    private var number: UInt64 = 0

    mutating func add(_ ms: UInt64, _ actor: Actor, _ body: Command.Body) {
      number += 1
      commands.append(
        Command(
          id: CommandID(ID128(high: 9, low: number)), centre: .example, at: time(Int64(ms)), recordedAt: .noon,
          actor: actor, body: body))
    }

    /// Of this thread alone: others on the machine do not count.
    private static func processorNanoseconds() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Nanoseconds of the processor and events per command.
    mutating func run() -> (ns: Double, events: Double, refused: Int) {
      var events = 0
      var refused = 0
      let began = Self.processorNanoseconds()
      for (index, command) in commands.enumerated() {
        switch centre.accept(command, position: Position(UInt64(index + 1))) {
        case .accepted(let accepted): events += accepted.events.count
        case .rejected, .nothing, .duplicate: refused += 1
        }
      }
      let ns = Self.processorNanoseconds() - began
      let count = Double(commands.count)
      commands.removeAll()
      return (ns / count, Double(events) / count, refused)
    }
  }

  static func configuration() -> Configuration {
    Configuration(
      queues: (0..<UInt64(queueCount)).map { number in
        QueueConfiguration(
          id: queue(number), serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
          wrapUpMsMax: .seconds(30), waitMsMax: .minutes(30), strikesMax: 3)
      },
      agents: (0..<UInt64(agentCount)).map { AgentConfiguration(id: agent($0)) },
      limits: Limits(openCallsMax: 20_000, queueLengthMax: 10_000, callMsMax: .minutes(240)))
  }

  @Test func oneCommandInALargeCentre() {
    var driver = Driver()
    driver.add(0, .supervisor, .configure(Configure(configuration: Self.configuration())))
    for number in 0..<UInt64(Self.agentCount) {
      driver.add(0, .supervisor, .logIn(LogIn(agent: Self.agent(number))))
      driver.add(0, .supervisor, .setReady(SetReady(agent: Self.agent(number))))
    }
    for number in 0..<Self.openCount {
      driver.add(1, .telephony, .arrival(.call(number)))
      driver.add(1, .policy, .enqueueing(.call(number), Self.queue(number)))
    }
    report("filling", driver.run())
    // Each call is offered, accepted, joined, held, retrieved and ended; another arrives in its place.
    for round in 0..<5 {
      for number in 0..<Self.openCount {
        let call = CallID.call(number + UInt64(round) * Self.openCount)
        let agent = Self.agent(number)
        let ms = 10 + (UInt64(round) * Self.openCount + number) * 20
        driver.add(ms, .policy, .makeOffer(MakeOffer(call: call, agents: [agent])))
        driver.add(ms + 1, .agent(agent), .accepting(agent, call))
        driver.add(ms + 2, .telephony, .joining(1, call))
        driver.add(ms + 3, .agent(agent), .holdCall(HoldCall(call: call, agent: agent)))
        driver.add(ms + 4, .agent(agent), .retrieveCall(RetrieveCall(call: call, agent: agent)))
        driver.add(ms + 5, .telephony, .callerGone(call))
        driver.add(ms + 6, .agent(agent), .endWrapUp(EndWrapUp(agent: agent)))
        driver.add(ms + 7, .system, .wake)
        let next = CallID.call(number + UInt64(round + 1) * Self.openCount)
        driver.add(ms + 8, .telephony, .arrival(next))
        driver.add(ms + 9, .policy, .enqueueing(next, Self.queue(number)))
      }
    }
    let measured = driver.run()
    report("whole calls", measured)
    #expect(driver.centre.calls.count == Int(Self.openCount))
    #expect(measured.ns < 5_000)
  }

  private func report(_ name: String, _ measured: (ns: Double, events: Double, refused: Int)) {
    print(
      "\(name): \(Int(measured.ns)) ns per command, \(Int(measured.events * 100)) events per 100 commands, "
        + "\(measured.refused) without events")
  }
}
