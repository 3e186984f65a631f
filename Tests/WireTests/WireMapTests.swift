import Testing
import WireRuntime

@Suite struct WireMapTests {
  @Test func keysAreOrderedByBytes() {
    // Canonically equal, and two keys on the wire.
    let map: WireMap<String, String> = ["e\u{301}": "decomposed", "\u{e9}": "composed", "b": "1", "a": "2", "b": "3"]
    #expect(map.map(\.value) == ["2", "3", "decomposed", "composed"])
    #expect(map[key: "\u{e9}"] == "composed")
    #expect(map[key: "c"] == nil)
  }

  @Test func settingKeepsTheOrder() {
    var map: WireMap<String, Int64> = [:]
    for (index, key) in ["m", "z", "a", "m"].enumerated() { map[key: key] = Int64(index) }
    #expect(map.map(\.key) == ["a", "m", "z"])
    #expect(map[key: "m"] == 3)
    map[key: "a"] = nil
    map[key: "nobody"] = nil
    #expect(map == ["m": 3, "z": 1])
  }

  @Test func decodedEntriesAreSortedOnceAndTheLastOfAKeyCounts() {
    var map: WireMap<String, Int64> = [:]
    for index in 0..<1_000 { map.append("k\(1_000 - index % 500)", Int64(index)) }
    map.sort()
    #expect(map.count == 500)
    #expect(map[key: "k1000"] == 500)
  }
}
