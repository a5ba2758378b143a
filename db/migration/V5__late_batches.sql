-- Late batches that RabbitMQ did not take when they were to go through the journal again. They go as
-- soon as it does; mostly this is empty. While there are some of a queue, its watermark stands.
CREATE TABLE late_batch (
  queue INT NOT NULL,
  batch_id BIGINT NOT NULL,
  record LONGBLOB NOT NULL COMMENT 'BatchRecord',
  PRIMARY KEY (queue, batch_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
