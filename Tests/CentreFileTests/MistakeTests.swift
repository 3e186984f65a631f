import CentreFile
import Testing

/// Everything that is wrong is told at once, each thing where it stands.
@Suite struct MistakeTests {
  @Test func keysAndValues() {
    let text = """
      centre: my centre
      time-zone: [Europe]
      limits: 5
      queus: {}
      queues:
        sales:
          rign: 20s
          wrap-up: soon
          max-length: -1
          skills: [german]
          strategy: longest
          priorities: {a: 1}
          relaxation:
            - skills: {german: much}
        a b: {}
      agents:
        anna: {skills: {german: eleven}, queues: [sales, "a b", {}]}
      numbers:
        "+31": {}
        "+32": {flow: main, queue: sales}
        "+33": {queue: sales, priority: high, skils: 3}
      """
    #expect(
      mistakes(text).map { $0.split(separator: " [")[0] } == [
        "1:9 this is no name of a centre",
        "2:12 time-zone is a list",
        "3:9 limits is a single value",
        "4:1 the file has no key ‘queus’",
        "7:5 queue sales has no key ‘rign’",
        "8:14 wrap-up: ‘soon’ is no span of time",
        "9:17 max-length: ‘-1’ is no whole number here",
        "10:13 skills is a list",
        "11:15 there is no strategy ‘longest’",
        "12:17 priorities is a group of keys",
        "14:9 after is missing",
        "14:26 skill german: ‘much’ is no level",
        "15:3 ‘a b’ is no name",
        "17:27 german: ‘eleven’ is no whole number here",
        "17:52 ‘a b’ is no name",
        "17:59 a group of keys is no name",
        "19:3 number +31 leads nowhere, or to two things",
        "20:3 number +32 leads nowhere, or to two things",
        "21:35 priority: ‘high’ is no whole number here",
        "21:41 number +33 has no key ‘skils’",
      ])
  }

  @Test func theNearWord() throws {
    guard case .failure(let found) = CentreFile.read(Array("centre: a\nqueus: {}\n".utf8)) else {
      return #expect(Bool(false))
    }
    #expect(found.all[0].word == "queus")
    #expect(found.all[0].choices.contains("queues"))
  }

  /// What the domain finds stands where the value stands, or where the thing does that lacks it.
  @Test func rulesOfTheDomain() {
    let text = """
      centre: a
      limits: {open-calls: 0}
      queues:
        sales:
          ring: 0s
          skills: {german: 11}
          relaxation:
            - {after: 30s}
            - {after: 30s}
          strategy: ring-all
      agents:
        anna: {skills: {german: 0}, queues: [sale]}
      flows:
        main:
          menu:
            menu:
            options: {1: end, 12: end, x: nowhere}
            tries: 0
            no-input: menu
          lost:
            play: lost
          end:
            queue: sale
            otherwise: again
          again:
            play: again
            next: end
      numbers:
        abc: {flow: mein}
        "+31": {queue: sale}
      """
    #expect(
      mistakes(text) == [
        "2:22 open-calls: must be at least 1",
        "5:11 ring: must be more than 0",
        "6:22 must be at most 10",
        "9:17 after: must be more than that of the step before",
        "10:15 strategy: ringAll does not exist yet; there are longestIdle, bestSkill",
        "12:27 must be 1 to 10",
        "12:40 sale is not a queue",
        "15:5 no-match: missing: the flow would end dead here",
        "15:5 who presses nothing goes round for ever: menu → menu",
        "16:12 missing: the caller would hear nothing",
        "17:25 ambiguous: option 1 is taken as soon as it is pressed",
        "17:34 must be 1 to 8 of 0-9 * #",
        "17:37 next: nowhere is not a node of this flow",
        "18:14 tries: must be 1 to 10",
        "20:5 next: missing: the flow would end dead here",
        "20:5 no way leads to lost",
        "22:5 who presses nothing goes round for ever: end → again → end",
        "23:14 sale is not a queue",
        "29:3 must be digits after an optional +, and may end with *",
        "29:15 mein is not a flow",
        "30:18 sale is not a queue",
      ])
  }

  @Test func nodesOfAFlow() {
    let text = """
      centre: a
      flows:
        main:
          both: {play: a, menu: b}
          none: {next: both}
          typo: {plya: a}
          ask: {collect: ask, digits: 6-4, next: end, no-input: {promt: a, next: end}, no-match: end, barge-in: maybe}
          end: {hang-up: }
        empty:
      """
    #expect(
      mistakes(text).filter { !$0.contains("way leads") }.map { $0.split(separator: " [")[0] } == [
        "4:5 node both is several things: play, menu",
        "5:5 node none does not say what it does",
        "6:5 node typo does not say what it does",
        "7:33 digits: ‘6-4’ is no count of digits",
        "7:60 no-input has no key ‘promt’",
        "7:107 barge-in: ‘maybe’ is neither yes nor no",
        "9:3 missing: a flow needs a node",
        "9:9 flow empty is nothing",
      ])
  }

  @Test func theForm() {
    #expect(mistakes("") == ["1:1 the file is empty"])
    #expect(mistakes("# nothing\n") == ["1:1 the file is empty"])
    #expect(mistakes("- a\n") == ["1:1 the file is a list [a group of keys]"])
    #expect(mistakes("{}") == ["1:1 the key centre is missing [centre: NAME, whose configuration this is]"])
    #expect(mistakes("centre: a\ncentre: b\n") == ["2:1 centre is here twice, first at line 1 [each key once]"])
    #expect(
      mistakes("centre: a\n---\ncentre: b\n") == ["2:1 a second document begins here [one document in a file]"])
    #expect(
      mistakes("centre: &a x\nqueues: *a\nagents: !!map {}\n") == [
        "1:9 anchors (&…) are not understood here [each thing where it belongs]",
        "2:9 aliases (*…) are not understood here [the value itself]",
        "3:9 tags (!…) are not understood here [the plain value]",
      ])
    #expect(mistakes("centre: a\n? [1]\n: 2\n") == ["2:3 a list is no key [a name]"])
    #expect(mistakes("centre: a\nqueues: {\n").first?.hasPrefix("3:1 this is no YAML: ") == true)
    #expect(mistakes("centre: a\n\tqueues: 1\n").first?.hasPrefix("2:1 this is no YAML: ") == true)
  }

  @Test func bytes() {
    #expect(mistakes(Array("centre: a\nx: é".utf8) + [0xff, 0x41]) == ["2:5 this is no UTF-8 [a text file in UTF-8]"])
    #expect(mistakes(Array("centre: é\u{1}\n".utf8)) == ["1:10 a control character (1) [text]"])
    #expect(mistakes([UInt8](repeating: 0x20, count: 5 << 20)) == ["1:1 the file has 5242880 bytes [at most 4194304]"])
  }

  /// Neither depth nor width nor aliases make the reader work for long (trust: YAML bombs).
  @Test func bombs() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(mistakes("centre: " + deep) == ["1:32 nested more than 24 deep"])
    let block = (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(mistakes(block).first == "24:24 nested more than 24 deep")
    let laughs = "a: &a [x]\n" + (0..<50).map { "b\($0): [*a, *a, *a]\n" }.joined()
    #expect(mistakes(laughs).count == 100)
    let wide = "centre: [" + String(repeating: "1,", count: 600_000) + "]"
    #expect(mistakes(wide).first?.hasSuffix("the file has more than 500000 values") == true)
  }
}
