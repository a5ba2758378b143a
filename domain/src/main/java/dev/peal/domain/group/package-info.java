/// Groups: their members, roles, and who may change them.
@NullMarked
package dev.peal.domain.group;

import org.jspecify.annotations.NullMarked;
