import Testing
import Values

@testable import trunkline

/// A clock that was set is told of once, and once more when it is right.
struct ClockWatchTests {
  @Test(arguments: [1, -1] as [Int64]) func setAndRightAgain(sign: Int64) {
    var watch = ClockWatch()
    let small = watch.looked(off: Milliseconds(sign * 2_999))
    #expect(small == nil)
    let told = watch.looked(off: Milliseconds(sign * 3_600_000))
    #expect(told?.event == "clock.off" && told?.level == .warning)
    #expect(told?.message.contains(sign < 0 ? "3600 s behind" : "3600 s ahead of") == true)
    for off in [3_599_980, 2_000, 1_000] as [Int64] {
      let news = watch.looked(off: Milliseconds(sign * off))
      #expect(news == nil)
    }
    let right = watch.looked(off: Milliseconds(sign * 999))
    #expect(right?.event == "clock.right")
    let more = watch.looked(off: .zero)
    #expect(more == nil)
  }
}
