import Values

/// One line of the bank's file.
enum BankLine: Equatable {
  case call(BankRow)
  /// Not a call, says the bank.
  case phantom

  struct Fault: Error, Equatable { let reason: String }

  private static let fieldCount = 17
  /// A time more than this before the IVR's entry is the next day's; smaller steps back are clock corrections.
  private static let midnightMs: Int64 = 12 * 3_600_000
  private static let dayMs: Int64 = 24 * 3_600_000

  static func read(_ line: ArraySlice<UInt8>) -> Result<BankLine, Fault> {
    do { return .success(try parse(line)) } catch { return .failure(error) }
  }

  private static func parse(_ line: ArraySlice<UInt8>) throws(Fault) -> BankLine {
    // Read loosely, two names that differ in such bytes would become one.
    guard isText(line) else { throw Fault(reason: "holds bytes that are no text in UTF-8") }
    let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(trimmed)
    guard fields.count >= fieldCount else {
      throw Fault(reason: "\(fields.count) fields where \(fieldCount) are expected")
    }
    guard let day = day(fields[5]) else { throw Fault(reason: "date \(quoted(fields[5])) is not yymmdd") }
    _ = try number(fields[1], "call_id")
    let priority = try number(fields[3], "priority")
    let ivrTime = try seconds(fields[8], "vru_time")
    let queueTime = try seconds(fields[11], "q_time")
    let serviceTime = try seconds(fields[15], "ser_time")
    let outcome: BankRow.Outcome
    switch text(fields[12]) {
    case "PHANTOM": return .phantom
    case "HANG": outcome = .hungUp
    case "AGENT": outcome = .answered(by: try agent(fields[16]))
    default: throw Fault(reason: "outcome \(quoted(fields[12])) is none of AGENT, HANG, PHANTOM")
    }
    guard let service = QueueID(text(fields[4])) else {
      throw Fault(reason: "type \(quoted(fields[4])) can't name a queue: \(TextIdentifierRule.statement)")
    }
    guard let priority = Int32(exactly: priority) else {
      throw Fault(reason: "priority \(quoted(fields[3])) is too large")
    }
    let entry = try time(fields[6], "vru_entry")
    func instant(_ field: ArraySlice<UInt8>, _ name: String) throws(Fault) -> Instant {
      let ms = try time(field, name)
      return Instant(ms: day * dayMs + ms + (entry - ms > midnightMs ? dayMs : 0))
    }
    let queued = text(fields[9]) != "0:00:00" && text(fields[9]) != "00:00:00"
    return .call(
      BankRow(
        key: BankRow.Key(date: text(fields[5]), line: text(fields[0]), number: text(fields[1])),
        customer: text(fields[2]) == "0" ? "" : text(fields[2]), priority: priority, service: service, day: day,
        ivrEntry: Instant(ms: day * dayMs + entry), ivrExit: try instant(fields[7], "vru_exit"), ivrTime: ivrTime,
        queueStart: queued ? try instant(fields[9], "q_start") : nil, queueExit: try instant(fields[10], "q_exit"),
        queueTime: queued ? queueTime : .zero, outcome: outcome, serviceTime: serviceTime))
  }

  private static func isText(_ line: ArraySlice<UInt8>) -> Bool {
    line.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }
      && (line.allSatisfy { $0 < 0x80 } || String(validating: line, as: UTF8.self) != nil)
  }

  private static func agent(_ field: ArraySlice<UInt8>) throws(Fault) -> AgentID? {
    let name = text(field)
    if name == "NO_SERVER" || name.isEmpty { return nil }
    guard let agent = AgentID(name) else {
      throw Fault(reason: "server \(quoted(field)) can't name an agent: \(TextIdentifierRule.statement)")
    }
    return agent
  }

  private static func number(_ field: ArraySlice<UInt8>, _ name: String) throws(Fault) -> Int64 {
    guard let value = Int64(text(field)) else { throw Fault(reason: "\(name) \(quoted(field)) is not a number") }
    return value
  }

  private static func seconds(_ field: ArraySlice<UInt8>, _ name: String) throws(Fault) -> Milliseconds {
    let value = try number(field, name)
    guard value.magnitude < 10_000_000 else { throw Fault(reason: "\(name) \(quoted(field)) is beyond 100 days") }
    return .seconds(value)
  }

  /// `h:mm:ss` as milliseconds since midnight.
  private static func time(_ field: ArraySlice<UInt8>, _ name: String) throws(Fault) -> Int64 {
    let parts = text(field).split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 3, let hours = parts[0], let minutes = parts[1], let seconds = parts[2],
      (0..<48).contains(hours), (0..<60).contains(minutes), (0..<60).contains(seconds)
    else { throw Fault(reason: "\(name) \(quoted(field)) is not h:mm:ss") }
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000
  }

  /// Days since 1970 of `yymmdd` in 19yy (the bank's year is 1999); `nil` when it is no date.
  private static func day(_ field: ArraySlice<UInt8>) -> Int64? {
    guard field.count == 6, field.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let value = Int64(text(field))
    else { return nil }
    return CivilTime(year: 1900 + value / 10_000, month: Int(value / 100 % 100), day: Int(value % 100))?.dayNumber
  }

  private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var field = field
    while field.first == UInt8(ascii: " ") { field.removeFirst() }
    while field.last == UInt8(ascii: " ") { field.removeLast() }
    return field
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String { String(decoding: field, as: UTF8.self) }
  private static func quoted(_ field: ArraySlice<UInt8>) -> String { "“\(text(field.prefix(40)))”" }
}
