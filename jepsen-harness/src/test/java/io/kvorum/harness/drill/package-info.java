/** Tests. */
@NullMarked
package io.kvorum.harness.drill;

import org.jspecify.annotations.NullMarked;
