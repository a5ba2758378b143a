/// Users, their devices and the connections of those.
@NullMarked
package dev.peal.domain.session;

import org.jspecify.annotations.NullMarked;
