package dev.peal.out.record;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.peal.application.port.out.NewerRelease;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.v1.BatchRecord;
import dev.peal.out.record.v1.MembershipRecord;
import dev.peal.out.record.v1.MessageRecord;

/// Translates batches and messages to and from the bytes that are kept of them; see
/// `peal/store/v1/record.proto`.
public final class RecordCodec {

  private RecordCodec() {}

  /// A batch as a record of the journal.
  public static byte[] encode(Batch batch) {
    BatchRecord.Builder record =
        BatchRecord.newBuilder()
            .setId(batch.id())
            .setConversation(batch.conversation().toString())
            .setLowestStamp(batch.lowestStamp())
            .setHighestStamp(batch.highestStamp())
            .setMembersVersion(batch.membersVersion())
            .setVersion(RecordVersions.of(batch));
    for (int i = 0; i < batch.epochs().size(); i++) {
      record.addEpochBuckets(batch.epochs().bucket(i)).addEpochs(batch.epochs().epoch(i));
    }
    batch.messages().forEach(message -> record.addMessages(record(message)));
    Recipients recipients = batch.recipients();
    long previous = 0;
    for (int i = 0; i < recipients.size(); i++) {
      record.addUserSteps(recipients.user(i) - previous);
      record.addFirstSeqs(recipients.firstSeq(i));
      previous = recipients.user(i);
    }
    return record.build().toByteArray();
  }

  /// Reads what [#encode(Batch)] wrote, here or on a newer node.
  ///
  /// @throws NewerRelease a newer node wrote it in a form that this one does not know: it is to be
  ///   left to such a node
  /// @throws MalformedRecord the bytes are something else
  public static Batch decodeBatch(byte[] bytes) {
    try {
      BatchRecord record = BatchRecord.parseFrom(bytes);
      if (record.getVersion() > RecordVersions.HIGHEST) {
        throw new NewerRelease(
            "a batch record of version "
                + record.getVersion()
                + " (this release reads up to "
                + RecordVersions.HIGHEST
                + ")");
      }
      return new Batch(
          record.getId(),
          BodyCodec.conversation(record.getConversation()),
          record.getMessagesList().stream().map(RecordCodec::message).toList(),
          recipients(record),
          record.getLowestStamp(),
          record.getHighestStamp(),
          record.getMembersVersion(),
          epochs(record));
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      throw new MalformedRecord("batch record: " + malformed.getMessage(), malformed);
    }
  }

  private static BucketEpochs epochs(BatchRecord record) {
    return BucketEpochs.of(
        record.getEpochBucketsList().stream().mapToInt(Integer::intValue).toArray(),
        record.getEpochsList().stream().mapToLong(Long::longValue).toArray());
  }

  private static Recipients recipients(BatchRecord record) {
    int size = record.getUserStepsCount();
    if (record.getFirstSeqsCount() != size) {
      throw new MalformedRecord(
          "batch record: " + record.getFirstSeqsCount() + " first seqs for " + size + " users",
          null);
    }
    long[] users = new long[size];
    long[] firstSeqs = new long[size];
    long previous = 0;
    for (int i = 0; i < size; i++) {
      previous += record.getUserSteps(i);
      users[i] = previous;
      firstSeqs[i] = record.getFirstSeqs(i);
    }
    return Recipients.of(users, firstSeqs);
  }

  /// A message as it lies in its row.
  public static byte[] encode(Message message) {
    return record(message).toByteArray();
  }

  /// Reads what [#encode(Message)] wrote.
  ///
  /// @throws MalformedRecord the bytes are something else
  public static Message decodeMessage(byte[] bytes) {
    try {
      return message(MessageRecord.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      throw new MalformedRecord("message record: " + malformed.getMessage(), malformed);
    }
  }

  /// A change of a group, of which people are yet to be told.
  public static byte[] encode(Body.MembershipChange change) {
    return BodyCodec.membership(change).toByteArray();
  }

  /// Reads what [#encode(Body.MembershipChange)] wrote.
  ///
  /// @throws MalformedRecord the bytes are something else
  public static Body.MembershipChange decodeMembershipChange(byte[] bytes) {
    try {
      return BodyCodec.membership(MembershipRecord.parseFrom(bytes));
    } catch (InvalidProtocolBufferException malformed) {
      throw new MalformedRecord("membership record: " + malformed.getMessage(), malformed);
    }
  }

  private static MessageRecord record(Message message) {
    MessageRecord.Builder record =
        MessageRecord.newBuilder()
            .setPosition(message.position())
            .setSender(message.sender().value())
            .setClientId(message.clientId().value())
            .setSentAtMs(message.sentAtMillis());
    BodyCodec.write(message.body(), record);
    return record.build();
  }

  private static Message message(MessageRecord record) {
    return new Message(
        record.getPosition(),
        new UserId(record.getSender()),
        new ClientMessageId(record.getClientId()),
        record.getSentAtMs(),
        BodyCodec.read(record));
  }
}
