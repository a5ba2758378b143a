package dev.peal.client;

/// A message that is durable.
///
/// @param conversation in its full form, even if it was sent to a short one
/// @param position its place there
/// @param repeated whether an earlier send of the same client id was the one that counted
public record Sent(String conversation, long position, boolean repeated) {}
