/// What the cluster profile keeps for good: accounts, groups, messages, inboxes, ceilings and
/// watermarks in MySQL or MariaDB.
@NullMarked
package dev.peal.out.mysql;

import org.jspecify.annotations.NullMarked;
