-- What decides whether a batch is late, agreed by all nodes, and by how much the time of stamps runs
-- ahead of this server's clock. See docs/adr/0018 and 0019.

-- How long after its stamp a batch may still be stored. It changes with `peal settings set`.
ALTER TABLE journal_watermark
  ADD COLUMN grace_us BIGINT DEFAULT 0 NOT NULL COMMENT '0 before a node has agreed on it';

-- Below this stamp everything is decided, whatever the watermark and the grace say: a longer grace
-- does not undo what was said under a shorter one.
ALTER TABLE journal_watermark
  ADD COLUMN decided_us BIGINT DEFAULT 0 NOT NULL;

-- The highest stamp of a batch that was stored from this queue.
ALTER TABLE journal_watermark
  ADD COLUMN highest_stamp_us BIGINT DEFAULT 0 NOT NULL;

-- One row. The time of stamps is UTC by this server's clock and `ahead_us`, of which a tenth of what
-- has passed since `since_us` is taken off, down to nothing.
CREATE TABLE cluster_clock (
  id INT NOT NULL,
  ahead_us BIGINT NOT NULL,
  since_us BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT INTO cluster_clock (id, ahead_us, since_us) VALUES (1, 0, 0);
