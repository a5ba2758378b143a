package dev.peal.application.persisting;

import dev.peal.application.port.in.FollowProgress;
import dev.peal.application.port.out.Watermarks;
import java.util.OptionalLong;

/// Tells it by what is kept with the watermarks.
public final class FollowProgressService implements FollowProgress {

  private final Watermarks watermarks;

  public FollowProgressService(Watermarks watermarks) {
    this.watermarks = watermarks;
  }

  @Override
  public OptionalLong of(int queue) {
    return watermarks.progress(queue);
  }
}
