package dev.peal.out.redis;

import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.Watermarks;

/// What is durable behind the ledger: how far it may count, what was sent, how far the journal's
/// queues are, and the versions of groups.
public record LedgerStores(
    SequenceCeilings ceilings, SentMessages sent, Watermarks watermarks, GroupStore groups) {}
