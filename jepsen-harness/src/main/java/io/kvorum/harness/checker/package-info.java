/**
 * Checkers: judge a history of operations against what Kvorum promises.
 *
 * <p>Never looks into a node: a history is all that it sees.
 */
@NullMarked
package io.kvorum.harness.checker;

import org.jspecify.annotations.NullMarked;
