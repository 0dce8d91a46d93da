/** Tests of the checkers, with histories that are known to be wrong. */
@NullMarked
package io.kvorum.harness.checker;

import org.jspecify.annotations.NullMarked;
