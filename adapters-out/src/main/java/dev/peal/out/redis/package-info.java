/// The ports kept by Redis: numbers, membership versions, caches of members, presence.
@NullMarked
package dev.peal.out.redis;

import org.jspecify.annotations.NullMarked;
