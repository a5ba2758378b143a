package dev.peal.bench.ladder.rung;

import dev.peal.application.contract.MessageReaderContract;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MessageReader;
import org.junit.jupiter.api.extension.RegisterExtension;

class JsonReaderMessageIT extends MessageReaderContract {

  @RegisterExtension static final RoadOfClass ROAD = new RoadOfClass();

  @Override
  protected BatchStore store() {
    return new RoadStore(ROAD.connections(), new RoadRows(BodyFormat.JSON, 3, RoadOfClass.QUEUES));
  }

  @Override
  protected MessageReader messages() {
    return new JsonReader(ROAD.connections(), ROAD.reader());
  }

  @Override
  protected GroupStore groups() {
    return ROAD.groups();
  }

  @Override
  protected AccountStore accounts() {
    return ROAD.accounts();
  }
}
