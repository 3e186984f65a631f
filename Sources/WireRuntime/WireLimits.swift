/// What a reader accepts at most. Reaching a limit is an error, never a trap.
public enum WireLimits {
  /// Messages in messages; Protocol Buffers' own limit, so that other languages read the same records.
  public static let depth: Int32 = 100

  /// Sub-messages of one record. An empty one takes 2 bytes on the wire and over 100 in memory, so this bounds what a
  /// hostile record of 1 MB can make of itself.
  public static let messages: Int32 = 100_000

  /// The greatest length that Protocol Buffers allow.
  public static let length: UInt64 = 0x7fff_ffef
}
