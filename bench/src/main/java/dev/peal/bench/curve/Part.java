package dev.peal.bench.curve;

/// What can be measured by itself. The names are what people write.
enum Part {
  /// Groups of every size under rising loads.
  sweep,
  /// 100 messages a second into a group of 500 with 300 online.
  steady,
  /// 150 messages a second into a group of 1,000.
  large,
  /// Direct messages beside a group whose lane is full.
  direct,
  /// Memory of connections that do nothing.
  idle
}
