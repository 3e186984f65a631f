-- A server that was away took nobody's renewal: who was a member when it went lives for one span after it came back.

ALTER TABLE trunkline.member ADD COLUMN span interval NOT NULL DEFAULT interval '3 seconds';
COMMENT ON COLUMN trunkline.member.span IS 'How long one renewal lasts.';

CREATE FUNCTION trunkline.lives(m trunkline.member) RETURNS boolean LANGUAGE sql VOLATILE
RETURN m.until > clock_timestamp() OR pg_postmaster_start_time() + m.span > clock_timestamp();
COMMENT ON FUNCTION trunkline.lives IS 'Whether it is a member now.';
