package dev.peal.bootstrap;

import dagger.Module;
import dagger.Provides;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What use cases run on.
@Module
interface ThreadsModule {

  /// Runs every task on a virtual thread of its own.
  @Provides
  @Singleton
  static ExecutorService virtualThreads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }
}
