package dev.peal.client;

import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;

/// A message was refused for good: it stands nowhere, and sending it again would not help.
public final class SendRefused extends RequestRefused {
  private static final long serialVersionUID = 1L;

  SendRefused(Error error) {
    super(error);
  }

  SendRefused(Code code, String sentence, String field) {
    super(code, sentence, field, 0);
  }
}
