/// From a sent message to a journalled one: lanes, allotment, release.
@NullMarked
package dev.peal.application.posting;

import org.jspecify.annotations.NullMarked;
