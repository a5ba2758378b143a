package dev.peal.bootstrap;

import dagger.BindsInstance;
import dagger.Component;
import dev.peal.bootstrap.config.Settings;
import jakarta.inject.Singleton;

/// A node with everything in one folder, wired at compile time. Making it opens the store.
@Singleton
@Component(
    modules = {
      EmbeddedModule.class,
      SecurityModule.class,
      ThreadsModule.class,
      PostingModule.class,
      GroupsModule.class,
      ReadingModule.class,
      InboundModule.class
    })
interface EmbeddedComponent extends NodeComponent {

  /// Makes components.
  @Component.Factory
  interface Factory {
    EmbeddedComponent create(@BindsInstance Settings settings);
  }
}
