package dev.peal.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RealServersIT {

  @Test
  void mysql_answers_andATestHasADatabaseOfItsOwn() throws SQLException {
    assertThat(versionInANewDatabase(RealServers.mysql())).startsWith("8.");
  }

  @Test
  void mariadb_answers_andATestHasADatabaseOfItsOwn() throws SQLException {
    assertThat(versionInANewDatabase(RealServers.mariadb())).contains("MariaDB");
  }

  private static String versionInANewDatabase(MysqlServer server) throws SQLException {
    try (TestDatabase database = TestDatabase.create(server);
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE word (id BIGINT PRIMARY KEY)");
      ResultSet result = statement.executeQuery("SELECT VERSION()");
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  @Test
  void testDatabase_closed_isGone() throws SQLException {
    MysqlServer server = RealServers.mysql();
    TestDatabase database = TestDatabase.create(server);
    database.close();

    try (Connection connection =
            DriverManager.getConnection(server.url(""), server.user(), server.password());
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SHOW DATABASES LIKE '" + database.name() + "'")) {
      assertThat(found.next()).isFalse();
    }
  }

  @Test
  void redis_answers() throws IOException {
    RedisServer server = RealServers.redis();
    assertThat(server.addresses()).hasSize(1);
    assertThat(Answers.ofRedis(server.addresses().getFirst(), "PING")).isEqualTo("+PONG");
  }

  @Test
  void redisCluster_everyNodeOfThree_isInAWholeCluster() throws IOException {
    RedisServer server = RealServers.redisCluster();
    assertThat(server.addresses()).hasSize(3);
    for (Address address : server.addresses()) {
      assertThat(Answers.ofRedis(address, "CLUSTER INFO", 2)).isEqualTo("cluster_state:ok");
    }
  }

  @Test
  void rabbit_answers_withAMethodFrame() throws IOException {
    RabbitServer server = RealServers.rabbit();
    try (Socket socket = new Socket(server.host(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("AMQP\0\0\t\1".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void etcd_answers_thatItIsWell() throws IOException, InterruptedException {
    URI health = URI.create(RealServers.etcd().endpoints().getFirst() + "/health");
    HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(10)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, BodyHandlers.ofString()).body())
          .contains("\"health\":\"true\"");
    }
  }
}
