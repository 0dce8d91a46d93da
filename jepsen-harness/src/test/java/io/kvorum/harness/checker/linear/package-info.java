/** Tests of the search for an order. */
@NullMarked
package io.kvorum.harness.checker.linear;

import org.jspecify.annotations.NullMarked;
