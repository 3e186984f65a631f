-- An entry says when the last of all things happened that stand before it, not only when its own commit was decided: clocks of
-- centres in one slice differ. Of older entries that is not known, so that readers by time do not begin at them.
ALTER TABLE trunkline.log_index RENAME COLUMN at_ms TO latest_ms;
UPDATE trunkline.log_index SET latest_ms = 9223372036854775807;
