package dev.peal.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSetIT {

  @Test
  void redis_killedAndStarted_isBackOnTheSamePort_andClosedIsGone(@TempDir Path parent)
      throws IOException {
    Path folder = parent.resolve("servers");
    Address address;
    try (ServerSet set = ServerSet.start(folder, ServerName.REDIS)) {
      address = set.redis().addresses().getFirst();
      assertThat(Files.readString(set.properties())).contains("redis.addresses=" + address);

      set.kill(ServerName.REDIS);
      assertThat(address.isReachable()).isFalse();

      set.start(ServerName.REDIS);
      assertThat(Answers.ofRedis(address, "PING")).isEqualTo("+PONG");
      assertThat(set.address(ServerName.REDIS)).isEqualTo(address.toString());
    }
    assertThat(address.isReachable()).isFalse();
    assertThat(folder).doesNotExist();
  }
}
