/** Tests of files of histories. */
@NullMarked
package io.kvorum.harness.checker.history;

import org.jspecify.annotations.NullMarked;
