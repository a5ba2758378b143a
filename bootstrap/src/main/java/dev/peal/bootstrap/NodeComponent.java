package dev.peal.bootstrap;

import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.application.port.out.TokenIssuer;

/// What is asked of a wired node, whatever its profile.
interface NodeComponent {

  Node node();

  RegisterAccount registerAccount();

  ChangeGroup changeGroup();

  TokenIssuer tokens();
}
