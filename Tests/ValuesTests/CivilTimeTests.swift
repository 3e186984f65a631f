import Foundation
import Testing
import Values

@Suite struct CivilTimeTests {
  /// A calendar that only counts: every day of 0001–9999, one after the other.
  @Test func everyDayOfTenThousandYears() {
    var day: Int64 = -719_162
    var weekday = 1
    for year in Int64(1)...9_999 {
      for month in 1...12 {
        for dayOfMonth in 1...CivilTime.daysIn(month: month, year: year) {
          let civil = CivilTime(Instant(ms: day * 86_400_000))
          guard civil.year == year, civil.month == month, civil.day == dayOfMonth, civil.dayNumber == day,
            civil.weekday == weekday
          else {
            Issue.record("day \(day) is \(civil), not \(year)-\(month)-\(dayOfMonth)")
            return
          }
          day += 1
          weekday = weekday % 7 + 1
        }
      }
    }
    #expect(day == 2_932_897)
  }

  /// Python's datetime as an independent witness, on instants drawn with a fixed seed.
  @Test func agreesWithPython() throws {
    let script = """
      import random, datetime as d
      random.seed(19990101)
      epoch = d.datetime(1970, 1, 1)
      for _ in range(20000):
          ms = random.randrange(-62135596800000, 253402300800000)
          t = epoch + d.timedelta(milliseconds=ms)
          print(ms, t.isoformat(timespec='milliseconds') + 'Z', t.isoweekday())
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let out = Pipe()
    process.standardOutput = out
    try process.run()
    let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n")
    #expect(lines.count == 20_000)
    for line in lines {
      let parts = line.split(separator: " ").map(String.init)
      let instant = Instant(ms: try #require(Int64(parts[0])))
      #expect(InstantText.write(instant, fullPrecision: true) == parts[1])
      #expect(try InstantText.read(parts[1]) == instant)
      #expect(CivilTime(instant).weekday == Int(parts[2]))
      #expect(CivilTime(instant).instant == instant)
    }
  }

  @Test(arguments: [Int64.min, Int64.max, Int64.min / 2, -1, 0])
  func theWholeRangeOfInstantsIsCivil(ms: Int64) {
    let civil = CivilTime(Instant(ms: ms))
    #expect(0..<1_000 ~= civil.millisecond)
    #expect(1...12 ~= civil.month)
    if CivilTime.years.contains(civil.year) { #expect(civil.instant.ms == ms) }
  }

  @Test(arguments: [
    ("1999-01-01", 915_148_800_000), ("1999-01-01T08:00", 915_177_600_000), ("1999-01-01T08:00:00Z", 915_177_600_000),
    ("1999-01-01 08:00", 915_177_600_000), ("1999-01-01t08:00:00.25z", 915_177_600_250),
    ("1999-01-01T08:00:00.1239Z", 915_177_600_123), ("1999-01-01T08:00+01:00", 915_174_000_000),
    ("1999-01-01T08:00:00-02:30", 915_186_600_000), ("@0", 0), ("@-1", -1), ("@915148800000", 915_148_800_000),
    ("0000-02-29", -62_162_121_600_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
  ])
  func instantsAreRead(text: String, ms: Int64) throws { #expect(try InstantText.read(text).ms == ms) }

  @Test(arguments: [
    ("", InstantTextError.shape), ("yesterday", .shape), ("1999", .shape), ("1999-1-1", .shape), ("99-01-01", .shape),
    ("1999-01-01T", .shape), ("1999-01-01T08", .shape), ("1999-01-01T08:00:00.Z", .shape), ("1999-01-01x", .shape),
    ("1999-01-01T08:00:00Zx", .shape), ("1999-01-01T08:00+0100", .shape), ("@", .shape), ("@1.5", .shape),
    ("@1234567890123456", .shape), ("１９９９-01-01", .shape),
    ("1999-13-01", .field("month", value: 13, accepted: 1...12)),
    ("1999-00-01", .field("month", value: 0, accepted: 1...12)),
    ("1999-01-32", .field("day", value: 32, accepted: 1...31)),
    ("1999-02-29", .noSuchDay(month: 2, year: 1999, days: 28)),
    ("1999-01-01T24:00", .field("hour", value: 24, accepted: 0...23)),
    ("1999-01-01T08:00:60", .field("second", value: 60, accepted: 0...59)),
  ])
  func notInstants(text: String, error: InstantTextError) {
    #expect(throws: error) { try InstantText.read(text) }
  }

  @Test func instantsAreWrittenShort() {
    #expect(Instant(ms: 915_177_600_000).description == "1999-01-01T08:00:00Z")
    #expect(Instant(ms: 915_177_600_040).description == "1999-01-01T08:00:00.040Z")
    #expect(Instant(ms: Int64.max).description.hasPrefix("+292278994-08-17T07:12:55.807Z"))
    #expect(Instant(ms: -99_999_999_999_999).description == "-1199-02-15T14:13:20.001Z")
  }
}
