package dev.peal.bootstrap;

import dagger.BindsInstance;
import dagger.Component;
import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Settings;
import jakarta.inject.Singleton;

/// A node of a cluster, wired at compile time. Making it connects to the servers, in the order in
/// which their absence is told best, and brings the tables up to date.
@Singleton
@Component(
    modules = {
      ClusterStoresModule.class,
      ClusterRoadModule.class,
      ClusterNodesModule.class,
      SecurityModule.class,
      ThreadsModule.class,
      PostingModule.class,
      GroupsModule.class,
      ReadingModule.class,
      InboundModule.class
    })
interface ClusterComponent extends NodeComponent {

  /// Makes components.
  @Component.Factory
  interface Factory {
    ClusterComponent create(
        @BindsInstance Settings settings, @BindsInstance ClusterSettings cluster);
  }
}
