-- The tables of Peal's cluster profile, for MySQL 8.0 or newer and MariaDB 10.6 or newer.
--
-- Applied by Flyway: when a node starts, by `peal migrate`, or by Flyway's own tools. Files here are
-- never changed once released; a change is a new file with the next number.
--
-- There are no foreign keys, no AUTO_INCREMENT and no unsigned numbers, so that Vitess or TiDB can
-- take the place of one server. Names of conversations are their text form: g12 is group 12, d3-7 the
-- direct conversation of users 3 and 7. Columns *_ms are milliseconds, *_us microseconds, both since
-- 1970-01-01T00:00:00Z. Bytes are protobuf: see adapters-out/src/main/proto/peal/store/v1.

-- ---- People ----------------------------------------------------------------------------------------

-- One row an account. Usernames are compared exactly; they are lower case by the rules of Peal.
CREATE TABLE account (
  user_id BIGINT NOT NULL,
  username VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  display_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'encoded Argon2id',
  created_at_ms BIGINT NOT NULL,
  PRIMARY KEY (user_id),
  UNIQUE KEY account_by_username (username)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- One row a group, also when it is dismissed. The version rises by one with every change of the group
-- or of its members.
CREATE TABLE chat_group (
  group_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  group_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  member_count INT NOT NULL COMMENT 'the owner counted',
  dismissed BOOLEAN NOT NULL,
  created_at_ms BIGINT NOT NULL,
  PRIMARY KEY (group_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Who is in a group now. A dismissed group has no members.
CREATE TABLE group_member (
  group_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  member_role CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'o owner, a admin, m member',
  since_version BIGINT NOT NULL COMMENT 'version of the group with which he was added',
  PRIMARY KEY (group_id, user_id),
  KEY group_member_by_user (user_id, group_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Who was in a group and is not now: gone, removed, or in it when it was dismissed.
CREATE TABLE former_member (
  group_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  since_version BIGINT NOT NULL COMMENT 'version with which he had been added',
  departed_version BIGINT NOT NULL COMMENT 'version with which he ceased to be one',
  PRIMARY KEY (group_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Notices of group changes that are not known to be in the journal yet. Rows live for an instant; old
-- ones mean that a node died in between and that none has finished its work so far.
CREATE TABLE group_notice (
  group_id BIGINT NOT NULL,
  version BIGINT NOT NULL COMMENT 'version of the group after the change',
  actor_id BIGINT NOT NULL,
  payload MEDIUMBLOB NOT NULL COMMENT 'MembershipRecord',
  also_to MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL
    COMMENT 'users told besides the members: ids with commas between',
  PRIMARY KEY (group_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- ---- Messages --------------------------------------------------------------------------------------

-- One row a message, with its body once. What the sender calls it is unique among all that he sends.
CREATE TABLE message (
  conversation VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position BIGINT NOT NULL COMMENT 'place in the conversation, from 1',
  sender_id BIGINT NOT NULL,
  client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  batch_id BIGINT NOT NULL COMMENT 'the batch that wrote this row',
  members_version BIGINT NOT NULL COMMENT 'of the members who have an inbox row for it',
  digest BIGINT NOT NULL COMMENT 'tells whether two bodies are the same',
  sent_at_ms BIGINT NOT NULL,
  body_bytes INT NOT NULL COMMENT 'length of body',
  body MEDIUMBLOB NOT NULL COMMENT 'MessageRecord',
  PRIMARY KEY (conversation, position),
  UNIQUE KEY message_by_client_id (sender_id, client_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- One row for every message in the inbox of every recipient: by far the longest table, so it is narrow.
CREATE TABLE inbox (
  user_id BIGINT NOT NULL,
  seq BIGINT NOT NULL COMMENT 'place in the inbox, from 1; there are holes',
  conversation VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position BIGINT NOT NULL,
  stamp_us BIGINT NOT NULL COMMENT 'highest stamp of the batch that the seq was given with',
  PRIMARY KEY (user_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The direct conversations of a user in which something was said.
CREATE TABLE direct_conversation (
  user_id BIGINT NOT NULL,
  conversation VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (user_id, conversation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- How far a device has acknowledged the inbox of its user.
CREATE TABLE delivery_cursor (
  user_id BIGINT NOT NULL,
  device VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (user_id, device)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- How far a user has read a conversation.
CREATE TABLE read_cursor (
  user_id BIGINT NOT NULL,
  conversation VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (user_id, conversation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Batches that cannot be stored, for a person to look at. It should be empty.
CREATE TABLE parked_batch (
  batch_id BIGINT NOT NULL,
  conversation VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  record LONGBLOB NOT NULL COMMENT 'BatchRecord',
  parked_at_ms BIGINT NOT NULL,
  PRIMARY KEY (batch_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- ---- Numbers ---------------------------------------------------------------------------------------

-- How far the counters in Redis may go, one row a bucket. NEVER restore this table from a backup on
-- its own: seqs would be given twice.
CREATE TABLE seq_bucket (
  bucket INT NOT NULL,
  epoch BIGINT NOT NULL COMMENT '0 before the first use',
  floor_value BIGINT NOT NULL,
  ceiling_value BIGINT NOT NULL,
  opens_us BIGINT NOT NULL COMMENT 'when the epoch may be used first',
  PRIMARY KEY (bucket)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Every epoch that a bucket ever had; it tells which batches of an old epoch come too late. Epochs are
-- begun when Redis has lost its memory, so there are few, and they are kept.
CREATE TABLE seq_epoch (
  bucket INT NOT NULL,
  epoch BIGINT NOT NULL,
  floor_value BIGINT NOT NULL,
  opens_us BIGINT NOT NULL,
  PRIMARY KEY (bucket, epoch)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- How far each queue of the journal has been worked off, and what was ever stored from it. Its rows
-- are locked while a batch is stored.
CREATE TABLE journal_watermark (
  queue INT NOT NULL,
  watermark_us BIGINT NOT NULL,
  messages BIGINT NOT NULL,
  inbox_rows BIGINT NOT NULL,
  PRIMARY KEY (queue)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- From where on the next node may give ids, which nodes take a thousand at a time.
CREATE TABLE id_segment (
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next_id BIGINT NOT NULL,
  PRIMARY KEY (kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What all nodes have to agree on: the numbers of buckets and queues, chosen once and for ever, and
-- the secrets that they share. Whoever reads this table can sign tokens.
CREATE TABLE cluster_setting (
  setting_name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content VARBINARY(1024) NOT NULL,
  PRIMARY KEY (setting_name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
