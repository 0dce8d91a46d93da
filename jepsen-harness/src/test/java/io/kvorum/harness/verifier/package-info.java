/** Tests of the books and of the check from outside. */
@NullMarked
package io.kvorum.harness.verifier;

import org.jspecify.annotations.NullMarked;
