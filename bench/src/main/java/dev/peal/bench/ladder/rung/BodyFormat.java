package dev.peal.bench.ladder.rung;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Message;
import dev.peal.out.record.MalformedRecord;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.record.v1.BatchRecord;
import dev.peal.out.record.v1.MessageRecord;
import java.nio.charset.StandardCharsets;

/// How messages lie in rows and batches in the queue: Peal's records, or the same as JSON text.
enum BodyFormat {
  JSON {
    @Override
    byte[] encode(Message message) {
      return text(() -> MessageRecord.parseFrom(RecordCodec.encode(message)));
    }

    @Override
    byte[] encode(Batch batch) {
      return text(() -> BatchRecord.parseFrom(RecordCodec.encode(batch)));
    }

    @Override
    Message message(byte[] bytes) {
      MessageRecord.Builder record = MessageRecord.newBuilder();
      read(bytes, record);
      return RecordCodec.decodeMessage(record.build().toByteArray());
    }

    @Override
    Batch batch(byte[] bytes) {
      BatchRecord.Builder record = BatchRecord.newBuilder();
      read(bytes, record);
      return RecordCodec.decodeBatch(record.build().toByteArray());
    }
  },
  PROTOBUF {
    @Override
    byte[] encode(Message message) {
      return RecordCodec.encode(message);
    }

    @Override
    byte[] encode(Batch batch) {
      return RecordCodec.encode(batch);
    }

    @Override
    Message message(byte[] bytes) {
      return RecordCodec.decodeMessage(bytes);
    }

    @Override
    Batch batch(byte[] bytes) {
      return RecordCodec.decodeBatch(bytes);
    }
  };

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  abstract byte[] encode(Message message);

  abstract byte[] encode(Batch batch);

  /// Reads what [#encode(Message)] wrote.
  ///
  /// @throws MalformedRecord the bytes are something else
  abstract Message message(byte[] bytes);

  /// Reads what [#encode(Batch)] wrote.
  ///
  /// @throws MalformedRecord the bytes are something else
  abstract Batch batch(byte[] bytes);

  private interface Parsed {
    MessageOrBuilder get() throws InvalidProtocolBufferException;
  }

  private static byte[] text(Parsed record) {
    try {
      return PRINTER.print(record.get()).getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("a record that was just encoded", impossible);
    }
  }

  private static void read(byte[] bytes, com.google.protobuf.Message.Builder target) {
    try {
      JsonFormat.parser().merge(new String(bytes, StandardCharsets.UTF_8), target);
    } catch (InvalidProtocolBufferException malformed) {
      throw new MalformedRecord("JSON record: " + malformed.getMessage(), malformed);
    }
  }
}
