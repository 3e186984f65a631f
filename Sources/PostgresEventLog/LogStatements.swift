package import PostgresClient

/// The SQL of the log.
package enum LogStatements {
  /// Many commits in one statement and transaction: only if the record before them is the one that the writer knows, of
  /// its own epoch. The key conflict is the compare-and-set.
  package static let append = Statement(
    "append",
    """
    INSERT INTO trunkline.log (slice, position, epoch, id, prev, body)
    SELECT $1, r.position, $2, r.id, r.prev, r.body
    FROM unnest($3, $4, $5, $6) AS r(position, id, prev, body)
    WHERE EXISTS (SELECT 1 FROM trunkline.log WHERE slice = $1 AND position = $7 AND id = $8 AND epoch = $2)
    """,
    [.int2, .int8, .int8Array, .byteaArray, .byteaArray, .byteaArray, .int8, .bytea])

  /// The marker of a new epoch, after the record that the taker has seen; the first of a slice follows nothing.
  static let take = Statement(
    "take slice",
    """
    INSERT INTO trunkline.log (slice, position, epoch, id, prev, body)
    SELECT $1, $2, $3, $4, $5, $6
    WHERE $2 = 1 OR EXISTS (
      SELECT 1 FROM trunkline.log WHERE slice = $1 AND position = $2 - 1 AND id = $5 AND epoch < $3)
    """,
    [.int2, .int8, .int8, .bytea, .bytea, .bytea])

  static let head = Statement(
    "head of slice",
    "SELECT position, id, epoch FROM trunkline.log WHERE slice = $1 ORDER BY position DESC LIMIT 1", [.int2])

  static let point = Statement(
    "point of slice", "SELECT position, id, epoch FROM trunkline.log WHERE slice = $1 AND position = $2",
    [.int2, .int8])

  /// The record that the reader has, without its body, and those after it. Bodies beyond the limit stay in the server:
  /// their lengths are known without fetching them.
  static let read = Statement(
    "read log",
    """
    SELECT position, epoch, id, prev, CASE WHEN position > $2 THEN body END FROM (
      SELECT *, sum(octet_length(body)) FILTER (WHERE position > $2) OVER (ORDER BY position) AS bytes FROM (
        SELECT * FROM trunkline.log WHERE slice = $1 AND position >= $2 ORDER BY position LIMIT $3
      ) AS r
    ) AS s
    WHERE position = $2 OR bytes - octet_length(body) < $4 ORDER BY position
    """,
    [.int2, .int8, .int8, .int8])

  /// Walks the key from slice to slice.
  static let occupied = Statement(
    "occupied slices",
    "SELECT s FROM generate_series(0, 63) AS s WHERE EXISTS (SELECT 1 FROM trunkline.log WHERE slice = s) ORDER BY s")

  /// The last mark before an instant whose record the log still has. What is latest never decreases from mark to mark.
  static let timeMark = Statement(
    "time mark",
    """
    SELECT l.position, l.id, l.epoch, t.latest_ms FROM trunkline.log_time AS t
    JOIN trunkline.log AS l ON l.slice = t.slice AND l.position = t.position AND l.id = t.id
    WHERE t.slice = $1 AND t.latest_ms < $2 ORDER BY t.position DESC LIMIT 1
    """,
    [.int2, .int8])

  static let keepTimeMarks = Statement(
    "keep time marks",
    """
    INSERT INTO trunkline.log_time (slice, position, id, latest_ms)
    SELECT $1, r.position, r.id, r.latest_ms FROM unnest($2, $3, $4) AS r(position, id, latest_ms)
    ON CONFLICT (slice, position) DO UPDATE SET id = excluded.id, latest_ms = excluded.latest_ms
    """,
    [.int2, .int8Array, .byteaArray, .int8Array])

  static let makeIdentity = Statement(
    "make log identity", "INSERT INTO trunkline.log_identity (log_id) VALUES ($1) ON CONFLICT (singleton) DO NOTHING",
    [.bytea])
  static let identity = Statement("log identity", "SELECT log_id FROM trunkline.log_identity")

  /// Bulk reading. Only numbers of our own are put in.
  static func copyOut(slice: UInt32, after: UInt64, through: UInt64) -> String {
    """
    COPY (SELECT position, epoch, id, prev, body FROM trunkline.log
    WHERE slice = \(slice) AND position > \(after) AND position <= \(through) ORDER BY position)
    TO STDOUT (FORMAT binary)
    """
  }

  static let all: [Statement] = [
    append, take, head, point, read, occupied, timeMark, keepTimeMarks, makeIdentity, identity,
  ]
}
