package dev.peal.application.persisting;

import dev.peal.application.port.in.RaiseWatermark;
import dev.peal.application.port.out.Watermarks;

/// Raises the watermark of a queue as its ticks come by.
public final class RaiseWatermarkService implements RaiseWatermark {

  private final Watermarks watermarks;

  public RaiseWatermarkService(Watermarks watermarks) {
    this.watermarks = watermarks;
  }

  @Override
  public void raise(int queue, long stampMicros) {
    watermarks.raise(queue, stampMicros);
  }
}
