package dev.peal.bench.run;

/// What stands behind the nodes that are measured. The names are what people write.
public enum Profile {
  /// One node, with everything in one folder.
  embedded,
  /// Any number of nodes on the servers of a cluster.
  cluster
}
