package dev.peal.bench.ladder.rung;

import dagger.BindsInstance;
import dagger.Component;
import dev.peal.bootstrap.ClusterStoresModule;
import dev.peal.bootstrap.GroupsModule;
import dev.peal.bootstrap.InboundModule;
import dev.peal.bootstrap.Node;
import dev.peal.bootstrap.PostingModule;
import dev.peal.bootstrap.ReadingModule;
import dev.peal.bootstrap.SecurityModule;
import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Settings;
import jakarta.inject.Singleton;

/// A server of the ladder, wired at compile time: Peal's modules, but for the road. Making it
/// connects to the servers.
@Singleton
@Component(
    modules = {
      ClusterStoresModule.class,
      SecurityModule.class,
      PostingModule.class,
      GroupsModule.class,
      ReadingModule.class,
      InboundModule.class,
      RungModule.class,
      RungDeliveryModule.class
    })
interface RungComponent {

  Node node();

  /// Makes components.
  @Component.Factory
  interface Factory {
    RungComponent create(
        @BindsInstance Rung rung,
        @BindsInstance Settings settings,
        @BindsInstance ClusterSettings cluster);
  }
}
