package dev.peal.application.port.in;

/// A value that breaks a rule: the name of the field, and one sentence that names the value (or,
/// where it is long or secret, its size) and what was expected.
public record Invalid(String field, String message) {}
