import Testing
import Values

@testable import CommandLineKit

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("電話", 4), ("☎", 1), ("☎\u{FE0F}", 2), ("📞", 2),
    ("\u{200B}", 0), ("👨‍👩‍👧", 2), ("ｱ", 1), ("Ａ", 2),
  ])
  func columnsOfText(text: String, width: Int) { #expect(TextWidth.of(text) == width) }

  @Test func textIsCutByColumns() {
    #expect(TextWidth.truncated("電話番号", to: 6, mark: "…") == "電話…")
    #expect(TextWidth.truncated("abc", to: 3, mark: "…") == "abc")
    #expect(TextWidth.padded("電", to: 4, right: true) == "  電")
  }

  @Test func recordedTextDoesNotDriveTheTerminal() {
    #expect(TextWidth.harmless("a\u{1B}]0;x\u{7}\n\u{202E}b\u{9B}") == "a\\u{1b}]0;x\\u{7}\\u{a}\\u{202e}b\\u{9b}")
  }

  @Test(arguments: [
    (0, "0 ms"), (999, "999 ms"), (1_000, "1 s"), (59_499, "59 s"), (59_500, "1 m 00 s"), (153_400, "2 m 33 s"),
    (3_600_000, "1 h 00 m"), (90_061_000, "1 d 01 h"), (-153_400, "-2 m 33 s"), (Int64.min, "-106751991167 d 07 h"),
  ])
  func durationsForPeople(ms: Int64, text: String) { #expect(DurationText.write(Milliseconds(ms)) == text) }

  @Test func durationsToCompare() {
    #expect(DurationText.write(Milliseconds(153_000), .seconds(places: 0)) == "153 s")
    #expect(DurationText.write(Milliseconds(2_450), .seconds(places: 1)) == "2.5 s")
  }

  @Test(arguments: [
    ("500ms", 500), ("20s", 20_000), ("1h30m", 5_400_000), ("2 m 33 s", 153_000), ("2d", 172_800_000), ("0s", 0),
  ])
  func durationsAreRead(text: String, ms: Int64) { #expect(DurationText.read(text)?.count == ms) }

  @Test(arguments: [
    "", "20", "s", "1m1h", "1s1s", "-1s", "1.5s", "1w", "99999999999999999999s", "9999999999999d", "٣s",
  ])
  func notDurations(text: String) { #expect(DurationText.read(text) == nil) }

  @Test func durationsForPeopleAreReadBack() {
    for ms in stride(from: Int64(1_000), to: 3_600_000, by: 1_000) {
      #expect(DurationText.read(DurationText.write(Milliseconds(ms)))?.count == ms)
    }
  }

  @Test(arguments: [
    (0.0, 0, "0"), (0.5, 0, "1"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"), (81.25, 1, "81.3"), (0.005, 2, "0.01"),
    (1234.5, 3, "1234.500"), (1e300, 1, "1e+300"),
  ])
  func numbers(value: Double, places: Int, text: String) { #expect(NumberText.decimal(value, places: places) == text) }

  @Test func thousandsAreGrouped() {
    #expect(NumberText.grouped(1_234_567) == "1\u{A0}234\u{A0}567")
    #expect(NumberText.grouped(-999) == "-999")
  }

  @Test func distancesBetweenWords() {
    #expect(Spelling.distance("", "abc") == 3)
    #expect(Spelling.distance("form", "from") == 1)
    #expect(Spelling.distance("kitten", "sitting") == 3)
    #expect(Spelling.suggestions(for: "--formt", among: ["--from", "--format", "--follow"]) == ["--format", "--from"])
    #expect(Spelling.suggestions(for: "xyz", among: ["report", "events"]) == [])
  }

  @Test func smallDrawings() {
    #expect(Bars.vertical([0, 1, 4, 8, nil], unicode: true) == "▁▂▅█ ")
    #expect(Bars.vertical([0, 8], unicode: false) == "_#")
    #expect(Bars.vertical([], unicode: true) == "")
    #expect(Bars.horizontal(5, of: 16, width: 8, unicode: true) == "██▌")
    #expect(Bars.horizontal(16, of: 16, width: 8, unicode: true) == "████████")
    #expect(Bars.horizontal(0.001, of: 16, width: 8, unicode: true) == "▏")
    #expect(Bars.horizontal(5, of: 16, width: 8, unicode: false) == "###")
    #expect(Bars.horizontal(0, of: 16, width: 8, unicode: true) == "")
  }
}

@Suite struct ProgressTests {
  @Test func aBarIsRedrawnTenTimesASecondAtMost() {
    var meter = ProgressMeter(
      label: "importing", unit: "rows", total: 1_000, manner: .bar(width: 80, unicode: true))
    #expect(
      meter.advanced(to: 0, elapsed: .zero)
        == .redraw("importing: 0 of 1\u{A0}000 rows [                              ]"))
    let drawings = (1...1_000).compactMap { meter.advanced(to: Int64($0), elapsed: Milliseconds(Int64($0))) }
    #expect(drawings.count == 10)
    #expect(
      drawings[4]
        == .redraw("importing: 500 of 1\u{A0}000 rows, 1\u{A0}000/s, 500 ms left [█████████████             ]"))
    #expect(
      meter.finished(at: 1_000, elapsed: Milliseconds(1_000))
        == .redraw("importing: 1\u{A0}000 rows in 1 s, 1\u{A0}000/s\n"))
  }

  @Test func aPipeGetsALineNowAndThen() {
    var meter = ProgressMeter(label: "importing", unit: "rows", total: nil, manner: .lines)
    let drawings = (0...120).compactMap { meter.advanced(to: Int64($0), elapsed: Milliseconds(Int64($0) * 100)) }
    #expect(drawings == [.line("importing: 50 rows, 10/s"), .line("importing: 100 rows, 10/s")])
    #expect(meter.finished(at: 120, elapsed: .seconds(12)) == .line("importing: 120 rows in 12 s, 10/s"))
  }

  @Test func quietIsSilent() {
    var meter = ProgressMeter(label: "x", unit: "y", total: 1, manner: .silent)
    #expect(meter.advanced(to: 1, elapsed: .seconds(9)) == nil)
    #expect(meter.finished(at: 1, elapsed: .seconds(9)) == nil)
  }
}
