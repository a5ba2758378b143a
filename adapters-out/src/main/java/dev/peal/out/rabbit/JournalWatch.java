package dev.peal.out.rabbit;

import dev.peal.rabbit.VanishedQueues;
import java.util.function.Supplier;

/// What the journal needs to know of its queues' other end.
///
/// @param vanished told of queues that are not there any more
/// @param watermarks how far each queue has been worked off, in microseconds since 1970; may wait,
///   and may throw [dev.peal.application.port.out.StoreUnavailable]
/// @param lag how far they may be behind
public record JournalWatch(
    VanishedQueues vanished, Supplier<long[]> watermarks, JournalLagSettings lag) {}
