import TrunklineTesting

/// The set: heads first, then lengths and chunks, then what is no HTTP at all.
enum MalformedRequests {
  typealias Case = MalformedTests.Case

  static let all = heads + lengths + chunks + others

  static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  static func get(_ target: String = "/plain", _ fields: String = "") -> [UInt8] {
    bytes("GET \(target) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
  }
  static func post(_ fields: String, _ body: String = "") -> [UInt8] {
    bytes("POST /post HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\(body)")
  }

  private static func eachByteAlone(_ text: [UInt8]) -> Case {
    Case("one byte at a time", .served, parts: text.map { [$0] })
  }

  private static let heads: [Case] = [
    Case("plain", .served, get()),
    eachByteAlone(get()),
    Case("empty lines before", .served, bytes("\r\n\r\n") + get()),
    Case("a field of 64 KB", .refused, get("/plain", "X: \(String(repeating: "a", count: 65_536))\r\n")),
    Case("500 fields", .refused, get("/plain", (0..<500).map { "X\($0): 1\r\n" }.joined())),
    Case("5,000 fields", .refused, get("/plain", (0..<5_000).map { "X\($0): 1\r\n" }.joined())),
    Case("a target of 100 KB", .refused, get("/" + String(repeating: "a", count: 100_000))),
    Case("method G@T", .refused, bytes("G@T /plain HTTP/1.1\r\nHost: x\r\n\r\n")),
    Case("bare LF everywhere", .refused, bytes("GET /plain HTTP/1.1\nHost: x\n\n")),
    Case("bare LF after the request line", .refused, bytes("GET /plain HTTP/1.1\nHost: x\r\n\r\n")),
    Case("bare LF after a field", .refused, get("/plain", "X: a\nY: b\r\n")),
    Case("bare LF as the empty line", .refused, bytes("GET /plain HTTP/1.1\r\nHost: x\r\n\n")),
    Case("a folded field", .refused, get("/plain", "X: a\r\n b\r\n")),
    Case("a blank before the colon", .refused, get("/plain", "X : a\r\n")),
    Case("a field without a name", .refused, get("/plain", ": x\r\n")),
    Case("a field without a colon", .refused, get("/plain", "foo\r\n")),
    Case("NUL in a value", .refused, get("/plain", "X: a\0b\r\n")),
    Case("two NUL in a value", .refused, get("/plain", "X: a\0\0b\r\n")),
    Case("a field hidden behind NUL", .refused, get("/plain", "X: a\0\0Y\0b\r\n")),
    Case("NUL in a name", .refused, get("/plain", "X\0: a\r\n")),
    Case("NUL in the target", .refused, get("/pl\0ain")),
    Case("NUL in the method", .refused, bytes("G\0T /plain HTTP/1.1\r\nHost: x\r\n\r\n")),
    Case("bare CR in a value", .refused, post("X: \rxTransfer-Encoding: chunked\r\n", "1\r\nA\r\n0\r\n\r\n")),
    Case("bare CR as the end of a field", .refused, get("/plain", "X: a\rY: b\r\n")),
    Case("a control character in a value", .refused, get("/plain", "X: a\u{1}b\r\n")),
    Case(
      "eight bits in the target", .refused,
      [UInt8]("GET /".utf8) + [0xff, 0x7f] + bytes(" HTTP/1.1\r\nHost: x\r\n\r\n")),
    Case("a target that does not decode", .refused, get("/%zz")),
    Case("a target that ends in %", .refused, get("/plain%")),
    Case("NUL, encoded", .refused, get("/%00")),
    Case("a target that is not UTF-8", .refused, get("/%ff")),
    Case("a target that is no path", .refused, get("plain")),
    Case("two blanks", .refused, bytes("GET  /plain  HTTP/1.1\r\nHost: x\r\n\r\n")),
    Case("two blanks before the target", .refused, bytes("GET  /plain HTTP/1.1\r\nHost: x\r\n\r\n")),
    Case("a blank after the version", .refused, bytes("GET /plain HTTP/1.1 \r\nHost: x\r\n\r\n")),
    Case("a blank in the target", .refused, bytes("GET /pl ain HTTP/1.1\r\nHost: x\r\n\r\n")),
    Case("no Host", .refused, bytes("GET /plain HTTP/1.1\r\n\r\n")),
    Case("no Host in 1.0", .served, bytes("GET /plain HTTP/1.0\r\n\r\n")),
    Case("two Hosts", .refused, get("/plain", "Host: x\r\n")),
    Case("another site's page", .anything, get("/plain", "Origin: http://evil.example\r\n")),
  ]

  private static let lengths: [Case] = [
    Case("a body of a length", .served, post("Content-Length: 5\r\n", "hello")),
    Case("chunked and a length", .refused, post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")),
    Case("a length and chunked", .refused, post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
    Case("two lengths", .refused, post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")),
    Case("one length twice", .refused, post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")),
    Case("length -1", .refused, post("Content-Length: -1\r\n")),
    Case("length +5", .refused, post("Content-Length: +5\r\n", "hello")),
    Case("length 5 5", .refused, post("Content-Length: 5 5\r\n", "hello")),
    Case("length 5, 5", .refused, post("Content-Length: 5, 5\r\n", "hello")),
    Case("length 0x5", .refused, post("Content-Length: 0x5\r\n", "hello")),
    Case("a huge length", .refused, post("Content-Length: 99999999999999999999\r\n")),
    Case("length 2^64+5", .refused, post("Content-Length: 18446744073709551621\r\n", "hello")),
    Case("an empty length", .refused, post("Content-Length: \r\n")),
    Case("a length of 2 MB", .refused, post("Content-Length: 2000000\r\n")),
    Case("Expect: foo", .refused, post("Expect: foo\r\nContent-Length: 0\r\n")),
  ]

  private static func chunked(_ body: String, _ encoding: String = "Transfer-Encoding: chunked\r\n") -> [UInt8] {
    post(encoding, body)
  }
  private static let kilobytes64 = bytes("10000\r\n" + String(repeating: "a", count: 65_536) + "\r\n")

  private static let chunks: [Case] = [
    Case("chunked", .servedThenClosed, chunked("5\r\nhello\r\n0\r\n\r\n")),
    Case("another request behind chunks", .servedThenClosed, chunked("5\r\nhello\r\n0\r\n\r\n") + get()),
    Case("an extension", .servedThenClosed, chunked("5;a=b\r\nhello\r\n0\r\n\r\n")),
    Case("a trailer", .servedThenClosed, chunked("5\r\nhello\r\n0\r\nX: y\r\n\r\n")),
    // The library takes it; what a proxy could take for another request is closed away.
    Case("bare LF in chunks", .servedThenClosed, chunked("5\nhello\n0\n\n") + get()),
    Case("xchunked", .refused, chunked("0\r\n\r\n", "Transfer-Encoding: xchunked\r\n")),
    Case("CHUNKED", .servedThenClosed, chunked("5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding:\tCHUNKED\r\n")),
    Case("chunked, a blank behind", .refused, chunked("0\r\n\r\n", "Transfer-Encoding: chunked \r\n")),
    Case("chunked, a tab behind", .refused, chunked("0\r\n\r\n", "Transfer-Encoding: chunked\t\r\n")),
    Case("chunked with a Kelvin sign", .refused, chunked("0\r\n\r\n", "Transfer-Encoding: chun\u{212A}ed\r\n")),
    Case("chunked, identity", .refused, chunked("0\r\n\r\n", "Transfer-Encoding: chunked, identity\r\n")),
    Case(
      "two encodings", .refused, chunked("0\r\n\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")),
    Case(
      "a blank before the encoding's colon", .refused,
      chunked("hello", "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n")),
    Case("chunked in 1.0", .refused, bytes("POST /post HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
    Case("chunk zz", .refused, chunked("zz\r\n")),
    Case("chunk -1", .refused, chunked("-1\r\n")),
    Case("chunk 0x5", .refused, chunked("0x5\r\nhello\r\n0\r\n\r\n")),
    Case("a chunk of 2^68", .refused, chunked("FFFFFFFFFFFFFFFFF\r\n")),
    Case("a chunk of 2^64+5", .refused, chunked("10000000000000005\r\nhello\r\n0\r\n\r\n")),
    Case("no line end after a chunk", .refused, chunked("5\r\nhelloXX0\r\n\r\n")),
    Case(
      "an extension of 100 KB", .refused, chunked("5;\(String(repeating: "a", count: 100_000))\r\nhello\r\n0\r\n\r\n")),
    Case(
      "trailers of 200 KB", .refused,
      chunked("5\r\nhello\r\n0\r\n" + String(repeating: "X: yyyyyyyyyyyyyyyyyyyyyyy\r\n", count: 8_000))),
    Case(
      "2 MB in chunks", .refused, parts: [chunked("")] + Array(repeating: kilobytes64, count: 32) + [bytes("0\r\n\r\n")]
    ),
    Case("chunks without end", .refused, parts: [chunked("")] + Array(repeating: kilobytes64, count: 200)),
  ]

  private static let others: [Case] = [
    Case("HTTP/2's beginning", .refused, bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
    Case("HTTP/9.9", .refused, bytes("GET /plain HTTP/9.9\r\nHost: x\r\n\r\n")),
    Case("HTTP/0.9", .refused, bytes("GET /plain\r\n\r\n")),
    Case("nothing but a method", .refused, bytes("GET\r\n\r\n")),
    Case(
      "TLS", .cutOff,
      [0x16, 0x03, 0x01, 0x00, 0xc8, 0x01, 0x00, 0x00, 0xc4, 0x03, 0x03] + [UInt8](repeating: 0x5a, count: 190)),
    Case("CONNECT", .anything, bytes("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n")),
    Case("Upgrade", .served, get("/plain", "Upgrade: websocket\r\nConnection: Upgrade\r\n")),
    Case("OPTIONS *", .anything, bytes("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")),
    Case("a whole address as the target", .served, get("http://x/plain")),
    Case("a whole address, in other letters", .served, get("http://X/plain")),
    Case("another's address as the target", .refused, get("http://y/plain")),
    Case("an address with another port", .refused, get("http://x:81/plain")),
    Case("an address of nobody", .refused, get("http:///plain")),
    Case("another's address in 1.0", .served, bytes("GET http://y/plain HTTP/1.0\r\n\r\n")),
    Case("get", .anything, bytes("get /plain HTTP/1.1\r\nHost: x\r\n\r\n")),
  ]

  private static let insertions = [
    "\r\n", "\0", "\r", "\n", ":", " ", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "FFFFFFFF", ";",
  ]

  static func mutated(using chance: inout ScheduleRandom) -> [UInt8] {
    let seeds = [
      get("/plain", "Accept: */*\r\nCookie: a=b; c=d\r\n"), post("Content-Length: 5\r\n", "hello"),
      chunked("5\r\nhello\r\n0\r\n\r\n"),
    ]
    var request = seeds[Int.random(in: 0..<3, using: &chance)]
    for _ in 0..<Int.random(in: 1...4, using: &chance) {
      let place = Int.random(in: 0..<max(request.count, 1), using: &chance)
      guard place < request.count else { break }
      switch Int.random(in: 0..<10, using: &chance) {
      case 0..<4: request[place] = UInt8.random(in: 0...255, using: &chance)
      case 4..<6: request.removeSubrange(place..<min(place + Int.random(in: 1...5, using: &chance), request.count))
      case 6..<8:
        request.insert(contentsOf: insertions[Int.random(in: 0..<insertions.count, using: &chance)].utf8, at: place)
      default: request.removeSubrange((place + 1)...)
      }
    }
    return request
  }
}

extension MalformedTests.Case {
  init(_ name: String, _ wanted: MalformedTests.Wanted, parts: [[UInt8]]) {
    self.name = name
    self.wanted = wanted
    self.parts = parts
  }
}
