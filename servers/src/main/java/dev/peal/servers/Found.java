package dev.peal.servers;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is known of a server: the values of its keys.
record Found(ServerName name, Map<String, String> values) {

  Found {
    values = Map.copyOf(values);
    if (!values.containsKey(name.placeKey())) {
      throw new IllegalArgumentException("values: without " + name.placeKey());
    }
  }

  List<Address> addresses() {
    return Address.parseAll(place());
  }

  String place() {
    return Objects.requireNonNull(values.get(name.placeKey()));
  }

  boolean isReachable() {
    return addresses().stream().allMatch(Address::isReachable);
  }

  MysqlServer mysql() {
    Address address = addresses().getFirst();
    return new MysqlServer(address.host(), address.port(), user("peal"), password(""));
  }

  RedisServer redis() {
    return new RedisServer(addresses(), password(""));
  }

  RabbitServer rabbit() {
    return new RabbitServer(addresses(), user("guest"), password("guest"));
  }

  EtcdServer etcd() {
    return new EtcdServer(List.of(place().split(",", -1)));
  }

  private String user(String otherwise) {
    return values.getOrDefault(name.userKey(), otherwise);
  }

  private String password(String otherwise) {
    return values.getOrDefault(name.passwordKey(), otherwise);
  }
}
