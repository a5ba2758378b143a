package dev.peal.bench.ladder.rung;

import dev.peal.application.contract.MemberDirectoryContract;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import org.junit.jupiter.api.extension.RegisterExtension;

class CachedMembersIT extends MemberDirectoryContract {

  @RegisterExtension static final RoadOfClass ROAD = new RoadOfClass();

  @Override
  protected MemberDirectory directory() {
    return new CachedMembers(ROAD.redis(), new StoredMembers(ROAD.groups(), ROAD.accounts()));
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
