package dev.peal.out.mysql;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Recipients;
import dev.peal.out.mysql.InboxStatements.Cell;
import dev.peal.out.mysql.InboxStatements.Fresh;
import dev.peal.out.mysql.InboxStatements.Product;
import dev.peal.out.mysql.InboxStatements.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Batches of one conversation to the same users, in the order in which they came. A user who got
/// nothing else in between has their seqs in one piece, as if they were one batch, and so the rows
/// of all these users are one product. Confined to one thread.
final class InboxRun {

  private final List<Fresh> batches = new ArrayList<>();
  private final Recipients firsts;

  private InboxRun(Fresh first) {
    this.firsts = first.batch().recipients();
    batches.add(first);
  }

  /// Some batches as runs.
  static List<InboxRun> of(List<Fresh> batches) {
    List<InboxRun> runs = new ArrayList<>();
    Map<ConversationId, InboxRun> last = new HashMap<>();
    for (Fresh fresh : batches) {
      InboxRun run = last.get(fresh.batch().conversation());
      if (run != null && run.isTo(fresh.batch().recipients())) {
        run.batches.add(fresh);
      } else {
        InboxRun next = new InboxRun(fresh);
        runs.add(next);
        last.put(fresh.batch().conversation(), next);
      }
    }
    return runs;
  }

  private boolean isTo(Recipients recipients) {
    boolean same = recipients.size() == firsts.size();
    for (int r = 0; same && r < firsts.size(); r++) {
      same = recipients.user(r) == firsts.user(r);
    }
    return same;
  }

  /// The product of the users whose seqs are in one piece, if it pays. The rows of the others are
  /// added to `rest`, all rows if it does not.
  Optional<Product> split(List<Row> rest) {
    boolean[] whole = new boolean[firsts.size()];
    int count = 0;
    for (int r = 0; r < whole.length; r++) {
      whole[r] = isWhole(r);
      count += whole[r] ? 1 : 0;
    }
    List<Cell> cells = cells();
    if (!Product.pays(count, cells.size())) {
      whole = new boolean[firsts.size()];
      count = 0;
    }
    for (int r = 0; r < whole.length; r++) {
      if (!whole[r]) {
        list(r, rest);
      }
    }
    return count == 0 ? Optional.empty() : Optional.of(product(whole, count, cells));
  }

  private boolean isWhole(int r) {
    long expected = firsts.firstSeq(r);
    for (Fresh fresh : batches) {
      if (fresh.batch().recipients().firstSeq(r) != expected) {
        return false;
      }
      expected += fresh.batch().messages().size();
    }
    return true;
  }

  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    long offset = 0;
    for (Fresh fresh : batches) {
      for (int place : fresh.places()) {
        cells.add(new Cell(offset + place, fresh.position(place), fresh.batch().highestStamp()));
      }
      offset += fresh.batch().messages().size();
    }
    return cells;
  }

  private Product product(boolean[] whole, int count, List<Cell> cells) {
    long[] users = new long[count];
    long[] seqs = new long[count];
    int next = 0;
    for (int r = 0; r < whole.length; r++) {
      if (whole[r]) {
        users[next] = firsts.user(r);
        seqs[next] = firsts.firstSeq(r);
        next++;
      }
    }
    return new Product(
        batches.getFirst().batch().conversation(), Recipients.of(users, seqs), cells);
  }

  private void list(int r, List<Row> rows) {
    for (Fresh fresh : batches) {
      for (int place : fresh.places()) {
        rows.add(
            new Row(
                firsts.user(r),
                fresh.batch().recipients().firstSeq(r) + place,
                fresh.batch().conversation(),
                fresh.position(place),
                fresh.batch().highestStamp()));
      }
    }
  }
}
