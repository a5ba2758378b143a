package dev.peal.bench.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that rows are appended to and synced: what any store pays at least.
final class AppendedRows implements DurableStore {
  private static final int ROW_BYTES = 5 * Long.BYTES;

  private final FileChannel file;

  AppendedRows(Path folder) throws IOException {
    file =
        FileChannel.open(
            folder.resolve("rows"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @Override
  public void commit(RowBatch batch) throws IOException {
    ByteBuffer rows = ByteBuffer.allocate(batch.rows() * ROW_BYTES);
    for (int message = 0; message < batch.messages(); message++) {
      long seq = batch.firstSeq() + message;
      for (int user = 0; user < batch.users(); user++) {
        rows.putLong(user).putLong(seq);
        rows.putLong(batch.conversation()).putLong(seq).putLong(batch.stamp());
      }
    }
    rows.flip();
    while (rows.hasRemaining()) {
      file.write(rows);
    }
    file.force(false);
  }

  @Override
  public long countRows() throws IOException {
    return file.size() / ROW_BYTES;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
