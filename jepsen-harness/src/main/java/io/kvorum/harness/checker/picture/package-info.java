/**
 * Pictures of histories: processes as lanes, operations as bars, as one HTML page that needs nothing else.
 *
 * <p>Never judges: it draws what the checkers found.
 */
@NullMarked
package io.kvorum.harness.checker.picture;

import org.jspecify.annotations.NullMarked;
