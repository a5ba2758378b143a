package dev.peal.servers;

import java.util.List;
import java.util.Locale;

/// The servers there are, with their names in `bin/services`, in its files and in the environment.
public enum ServerName {
  MYSQL("mysql", "address", "peal.properties"),
  MARIADB("mariadb", "address", "extra.properties"),
  REDIS("redis", "addresses", "peal.properties"),
  REDIS_CLUSTER("redis-cluster", "addresses", "extra.properties"),
  RABBITMQ("rabbitmq", "addresses", "peal.properties"),
  ETCD("etcd", "endpoints", "peal.properties");

  private final String name;
  private final String place;
  private final String file;

  ServerName(String name, String place, String file) {
    this.name = name;
    this.place = place;
    this.file = file;
  }

  /// As `bin/services` takes it.
  @Override
  public String toString() {
    return name;
  }

  /// The key under which the server's place is: without it the server is unknown.
  String placeKey() {
    return key(place);
  }

  String userKey() {
    return key("user");
  }

  String passwordKey() {
    return key("password");
  }

  List<String> keys() {
    return List.of(placeKey(), userKey(), passwordKey());
  }

  private String key(String last) {
    return name + "." + last;
  }

  /// Which of the files that `bin/services` writes has the keys.
  String file() {
    return file;
  }

  /// As Peal's own configuration does it: `PEAL_MYSQL_ADDRESS` for `mysql.address`.
  static String environmentVariable(String key) {
    return "PEAL_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
