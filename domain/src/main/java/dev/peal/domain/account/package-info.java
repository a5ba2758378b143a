/// Accounts: usernames, passwords, and the names that people show each other.
@NullMarked
package dev.peal.domain.account;

import org.jspecify.annotations.NullMarked;
