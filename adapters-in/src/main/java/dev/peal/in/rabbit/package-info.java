/// The journal in RabbitMQ, as those who turn it into rows see it.
@NullMarked
package dev.peal.in.rabbit;

import org.jspecify.annotations.NullMarked;
