/// How long the journal in RabbitMQ takes to confirm.
@NullMarked
package dev.peal.bench.journal;

import org.jspecify.annotations.NullMarked;
