package dev.peal.bench.ladder.rung;

import dev.peal.application.contract.InboxReaderContract;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.InboxReader;
import org.junit.jupiter.api.extension.RegisterExtension;

class JsonReaderInboxIT extends InboxReaderContract {

  @RegisterExtension static final RoadOfClass ROAD = new RoadOfClass();

  @Override
  protected BatchStore store() {
    return new RoadStore(ROAD.connections(), new RoadRows(BodyFormat.JSON, 3, RoadOfClass.QUEUES));
  }

  @Override
  protected InboxReader inbox() {
    return new JsonReader(ROAD.connections(), ROAD.reader());
  }
}
