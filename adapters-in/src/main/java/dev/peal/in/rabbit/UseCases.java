package dev.peal.in.rabbit;

import dev.peal.application.port.in.FollowProgress;
import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.in.RaiseWatermark;

/// What the consumer calls.
public record UseCases(PersistBatches persist, RaiseWatermark raise, FollowProgress progress) {}
