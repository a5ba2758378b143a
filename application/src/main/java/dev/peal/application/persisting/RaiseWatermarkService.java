package dev.peal.application.persisting;

import dev.peal.application.port.in.RaiseWatermark;
import dev.peal.application.port.out.Watermarks;

/// Raises the watermark of a queue as its ticks come by, unless late batches of it were set aside
/// and cannot go into it again yet.
public final class RaiseWatermarkService implements RaiseWatermark {

  private final Watermarks watermarks;
  private final LateBatches late;

  public RaiseWatermarkService(Watermarks watermarks, LateBatches late) {
    this.watermarks = watermarks;
    this.late = late;
  }

  @Override
  public void raise(int queue, long stampMicros) {
    if (late.resume(queue)) {
      watermarks.raise(queue, stampMicros);
    }
  }
}
