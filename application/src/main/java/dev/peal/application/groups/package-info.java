/// Creating groups and changing who is in them.
@NullMarked
package dev.peal.application.groups;

import org.jspecify.annotations.NullMarked;
