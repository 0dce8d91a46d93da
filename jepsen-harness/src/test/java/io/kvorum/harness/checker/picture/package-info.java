/** Tests of timelines. */
@NullMarked
package io.kvorum.harness.checker.picture;

import org.jspecify.annotations.NullMarked;
