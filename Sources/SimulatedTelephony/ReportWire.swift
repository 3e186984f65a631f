import Events
import Values

/// The way of commands to the core: numbers them, and makes the faults of a bad line by chance.
struct ReportWire: Sendable {
  private let centre: CentreID
  private let faults: Faults
  private let idHigh: UInt64
  private let telephony = Actor(kind: .telephony, id: "simulator")
  private var random: SeededRandom
  private var serial: UInt64 = 0
  private var due: [Command] = []
  /// To be sent after the next report.
  private var overtaken: Command?
  private var heldBack: [UInt64: Command] = [:]

  init(centre: CentreID, seed: UInt64, faults: Faults) {
    self.centre = centre
    self.faults = faults
    idHigh = SeededRandom.mixed(seed ^ 0x5e_6d5e) | 1
    random = SeededRandom(seed: seed, stream: 1)
  }

  var hasDue: Bool { !due.isEmpty }

  mutating func takeDue(into commands: inout [Command]) {
    commands.append(contentsOf: due)
    due.removeAll(keepingCapacity: true)
  }

  /// A command of a person at a desktop, or a question that is answered: it arrives.
  mutating func send(_ body: Command.Body, by actor: Actor, at now: Instant) {
    due.append(command(body, by: actor, at: now))
  }

  mutating func send(_ body: Command.Body, at now: Instant) { send(body, by: telephony, at: now) }

  /// A report, which may meet a fault.
  mutating func report(
    _ body: Command.Body, isEnd: Bool = false, at now: Instant, _ agenda: inout Agenda, _ counts: inout SimulationCounts
  ) {
    counts.reports += 1
    if random.happens(isEnd ? faults.lostEnds : faults.lost) {
      counts.lost += 1
      return
    }
    let command = command(body, by: telephony, at: now)
    if random.happens(faults.late) {
      counts.late += 1
      holdBack(command, at: now, &agenda)
    } else if overtaken == nil, random.happens(faults.overtaken) {
      counts.overtaken += 1
      overtaken = command
      // Whatever happens, it leaves in the end.
      agenda.plan(.reportLeaves(0), at: now + .seconds(1))
    } else {
      due.append(command)
      releaseOvertaken(at: now)
    }
    if random.happens(faults.repeated) {
      counts.repeated += 1
      holdBack(command, at: now, &agenda)
    }
    if random.happens(faults.duplicated) {
      counts.duplicated += 1
      holdBack(self.command(body, by: telephony, at: now), at: now, &agenda)
    }
  }

  /// A report that was held back arrives; number 0 is the one that is to be overtaken.
  mutating func leaves(_ number: UInt64, at now: Instant) {
    if number == 0 { return releaseOvertaken(at: now) }
    guard var command = heldBack.removeValue(forKey: number) else { return }
    command.at = now
    command.recordedAt = now
    due.append(command)
  }

  private mutating func releaseOvertaken(at now: Instant) {
    guard var command = overtaken else { return }
    overtaken = nil
    command.at = now
    command.recordedAt = now
    due.append(command)
  }

  private mutating func holdBack(_ command: Command, at now: Instant, _ agenda: inout Agenda) {
    serial += 1
    heldBack[serial] = command
    agenda.plan(.reportLeaves(serial), at: now + (faults.lateness.drawn(&random) ?? .zero))
  }

  private mutating func command(_ body: Command.Body, by actor: Actor, at now: Instant) -> Command {
    serial += 1
    return Command(
      id: CommandID(ID128(high: idHigh, low: serial)), centre: centre, at: now, recordedAt: now, actor: actor,
      body: body)
  }
}
