/** Tests of session guarantees. */
@NullMarked
package io.kvorum.harness.checker.session;

import org.jspecify.annotations.NullMarked;
