-- Where a member takes commands, so that whoever has some finds the writer of a slice on whatever machine.

ALTER TABLE trunkline.member ADD COLUMN reach text NOT NULL DEFAULT '';
COMMENT ON COLUMN trunkline.member.reach IS 'A path or host:port; empty: it takes none.';
