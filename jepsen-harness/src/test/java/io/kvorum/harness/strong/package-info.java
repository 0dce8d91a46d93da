/** Strong buckets on real processes, through the Java client. */
@NullMarked
package io.kvorum.harness.strong;

import org.jspecify.annotations.NullMarked;
