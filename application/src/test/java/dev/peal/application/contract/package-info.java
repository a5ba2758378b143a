/// What every adapter of an outbound port has to keep: one abstract test per port, which the tests
/// of each adapter extend.
package dev.peal.application.contract;
