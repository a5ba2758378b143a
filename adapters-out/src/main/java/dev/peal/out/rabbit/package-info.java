/// The journal in RabbitMQ, as those who append to it see it.
@NullMarked
package dev.peal.out.rabbit;

import org.jspecify.annotations.NullMarked;
