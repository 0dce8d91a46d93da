/** The integrity toolkit on real nodes that are killed. */
@NullMarked
package io.kvorum.harness.integrity;

import org.jspecify.annotations.NullMarked;
