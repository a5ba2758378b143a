/// What both ends of the journal in RabbitMQ agree on: the broker, the queues, the messages in
/// them.
@NullMarked
package dev.peal.rabbit;

import org.jspecify.annotations.NullMarked;
