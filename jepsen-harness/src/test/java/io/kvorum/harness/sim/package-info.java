/** Tests of the simulator, and schedules that once broke simpler rules. */
@NullMarked
package io.kvorum.harness.sim;

import org.jspecify.annotations.NullMarked;
