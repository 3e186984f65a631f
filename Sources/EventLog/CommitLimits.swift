/// What one commit may hold in every driver (G2): Kafka's default record size is 1 MiB, and a reader must be able to
/// hold many commits at once.
public enum CommitLimits {
  public static let bodyBytesMax = 512 << 10
  public static let eventsMax = 1_000
}
