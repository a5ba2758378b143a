package dev.peal.bench.store;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// x
@Command(name = "store")
public final class StoreCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
