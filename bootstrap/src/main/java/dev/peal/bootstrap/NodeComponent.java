package dev.peal.bootstrap;

import dagger.BindsInstance;
import dagger.Component;
import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.application.port.out.TokenIssuer;
import dev.peal.bootstrap.config.Settings;
import jakarta.inject.Singleton;

/// Everything of one embedded node, wired at compile time. Making a component opens the store.
@Singleton
@Component(
    modules = {
      EmbeddedModule.class,
      SecurityModule.class,
      PostingModule.class,
      GroupsModule.class,
      ReadingModule.class,
      InboundModule.class
    })
interface NodeComponent {

  Node node();

  RegisterAccount registerAccount();

  ChangeGroup changeGroup();

  TokenIssuer tokens();

  /// Makes components.
  @Component.Factory
  interface Factory {
    NodeComponent create(@BindsInstance Settings settings);
  }
}
