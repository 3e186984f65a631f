/// How much of everything a server takes.
package struct HTTPLimits: Sendable, Equatable {
  /// A configuration of a large centre is a few hundred kilobytes.
  package var bodyBytesMax = 1 << 20
  /// For the bodies of all requests under way. A command is a few hundred bytes: so many are never there at once but by
  /// intent or mistake.
  package var bodiesBytesMax = 64 << 20
  /// For the head of a request: a browser's with its cookies is a few kilobytes. Each connection has so much memory.
  package var headBytesMax = 16 << 10
  /// Connections at once; each costs about 20 KB.
  package var connectionsMax = 8_192
  /// Behind a reverse proxy all come from one address.
  package var connectionsOfAnAddressMax = 4_096
  /// Fewer than connections of one address: who looks after the server, and who commands, still gets one.
  package var streamsMax = 3_072
  /// From the connection's beginning to the end of its first head: who drips bytes is not waited for.
  package var headTime = Duration.seconds(10)
  /// From the end of the head to the end of the body.
  package var bodyTime = Duration.seconds(30)
  /// For an answer that is whole to be taken, beside what its length takes at the rate that follows.
  package var answerTime = Duration.seconds(30)
  package var answerBytesASecondMin = 16 << 10
  /// Without a byte in either direction.
  package var idleTime = Duration.seconds(60)
  /// How long a client of a stream may take nothing while its queue is full.
  package var slowTime = Duration.seconds(10)
  /// How long requests under way are waited for in the end.
  package var drainTime = Duration.seconds(5)

  package init() {}
}
