import EventJSON
import Events
import Testing
import Values

@Suite struct JSONTests {
  @Test func aCommitReadsWell() {
    #expect(
      Sample.commit.jsonText() == #"""
        {"logId":"00000000000000010000000000000002","slice":63,"epoch":3,"position":70,"centre":"anonymous-bank",\#
        "commandId":"00000000000000050000000000000006","at":"1999-01-01T06:55:20.000Z",\#
        "recordedAt":"1970-01-01T00:00:00.000Z","actor":{"kind":"telephony","id":"pbx"},"causation":{"position":69},\#
        "events":[{"occurredAt":"1969-12-31T23:59:59.995Z",\#
        "call":{"arrived":{"call":"00000000000000070000000000000008",\#
        "direction":"inbound","caller":"+46701234567","attributes":{"a":"","språk":"sv"}}}},\#
        {"occurredAt":"1970-01-01T00:00:00.002Z","route":{"decided":{"call":"00000000000000070000000000000008",\#
        "entry":1,"policy":"longestIdle","candidates":[{"agent":"anna","eligible":true,"terms":{"skill":-1}}],\#
        "chosen":["anna"]}}}]}
        """#)
  }

  @Test func indentedTextHasOneMemberALine() {
    #expect(
      RouteCandidate(agent: AgentID("anna")!, terms: ["skill": 2]).jsonText(indented: true) == """
        {
          "agent": "anna",
          "terms": {
            "skill": 2
          }
        }
        """)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (951_868_799_999, "2000-02-29T23:59:59.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"), (-2_203_891_200_001, "1900-02-28T23:59:59.999Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    (253_402_300_800_000, "+010000-01-01T00:00:00.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
    (-62_167_219_200_001, "-000001-12-31T23:59:59.999Z"),
    (Int64.max, "+292278994-08-17T07:12:55.807Z"), (Int64.min, "-292275055-05-16T16:47:04.192Z"),
  ])
  func instantsAreCivilTime(ms: Int64, text: String) {
    #expect(Instant(ms: ms).rfc3339 == text)
  }

  @Test func numbersBeyondTheExactOnesAreText() {
    #expect(Int64(1 << 53).jsonText() == "9007199254740992")
    #expect(Int64(-1 << 53 - 1).jsonText() == "\"-9007199254740993\"")
    #expect(UInt64.max.jsonText() == "\"18446744073709551615\"")
  }

  @Test func textIsEscaped() {
    #expect("a\"\\\n\r\t\u{1}\u{1f}é\u{7f}".jsonText() == #""a\"\\\n\r\t\u0001\u001fé\#u{7f}""#)
  }

  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("ÿ¿", "w7/Cvw==")])
  func payloadsAreBase64(text: String, expected: String) {
    var writer = JSONWriter()
    writer.write(base64: Array(text.utf8))
    #expect(writer.text == "\"\(expected)\"")
  }
}
