/**
 * A drill as one page of HTML: verdicts, the load over time with the faults behind it, what each fault cost, and small histories of
 * what was broken. Needs nothing from anywhere: no scripts, no fonts, no network.
 */
@NullMarked
package io.kvorum.harness.drill.page;

import org.jspecify.annotations.NullMarked;
