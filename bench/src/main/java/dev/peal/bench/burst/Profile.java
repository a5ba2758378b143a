package dev.peal.bench.burst;

/// What stands behind the nodes that are measured. The names are what people write.
enum Profile {
  /// One node, with everything in one folder.
  embedded,
  /// Any number of nodes on the servers of a cluster.
  cluster
}
