import PostgresClient

/// The SQL of members and leases. Time is the database's, read when the statement runs and not when its transaction
/// began.
enum OwnershipStatements {
  static let begin = Statement(
    "begin membership",
    """
    INSERT INTO trunkline.member (owner, address, reach, until, span)
    VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond', $4 * interval '1 millisecond')
    ON CONFLICT (owner) DO UPDATE SET address = excluded.address, reach = excluded.reach, until = excluded.until,
      span = excluded.span
    """,
    [.text, .text, .text, .int8])

  static let renew = Statement(
    "renew membership",
    """
    UPDATE trunkline.member SET until = clock_timestamp() + $2 * interval '1 millisecond',
      span = $2 * interval '1 millisecond'
    WHERE owner = $1
    """,
    [.text, .int8])

  static let leases = Statement(
    "leases of member", "SELECT role, slice, epoch FROM trunkline.lease WHERE owner = $1", [.text])

  /// The row's lock makes it a compare-and-set: a second taker waits, and then finds the first as the owner.
  static let take = Statement(
    "take lease",
    """
    INSERT INTO trunkline.lease AS l (role, slice, epoch, owner) VALUES ($1, $2, 1, $3)
    ON CONFLICT (role, slice) DO UPDATE SET epoch = l.epoch + 1, owner = excluded.owner
    WHERE l.owner IS NULL OR l.owner = excluded.owner OR NOT EXISTS (
      SELECT 1 FROM trunkline.member AS m WHERE m.owner = l.owner AND trunkline.lives(m))
    RETURNING epoch
    """,
    [.text, .int2, .text])

  static let holder = Statement(
    "holder of lease",
    """
    SELECT l.owner, coalesce(m.address, ''), coalesce(m.reach, ''),
      coalesce(trunkline.lives(m), false)
    FROM trunkline.lease AS l LEFT JOIN trunkline.member AS m USING (owner)
    WHERE l.role = $1 AND l.slice = $2 AND l.owner IS NOT NULL
    """,
    [.text, .int2])

  /// Where it is told that a lease was given back: `role slice`.
  static let channel = "trunkline_lease"

  static let release = Statement(
    "release lease",
    """
    WITH freed AS (
      UPDATE trunkline.lease SET owner = NULL WHERE role = $1 AND slice = $2 AND owner = $3 AND epoch = $4
      RETURNING role, slice)
    SELECT pg_notify('trunkline_lease', role || ' ' || slice) FROM freed
    """,
    [.text, .int2, .text, .int8])

  static let releaseAll = Statement(
    "release all leases",
    """
    WITH freed AS (UPDATE trunkline.lease SET owner = NULL WHERE owner = $1 RETURNING role, slice)
    SELECT pg_notify('trunkline_lease', role || ' ' || slice) FROM freed
    """, [.text])
  static let leave = Statement("end membership", "DELETE FROM trunkline.member WHERE owner = $1", [.text])

  /// Those who died are forgotten when somebody looks, a day later: nobody asks for them any more.
  static let forget = Statement(
    "forget dead members", "DELETE FROM trunkline.member WHERE until < clock_timestamp() - interval '1 day'")

  static let members = Statement(
    "living members",
    "SELECT owner, address, reach FROM trunkline.member AS m WHERE trunkline.lives(m) ORDER BY owner")

  static let all = [begin, renew, leases, take, holder, release, releaseAll, leave, forget, members]
}
