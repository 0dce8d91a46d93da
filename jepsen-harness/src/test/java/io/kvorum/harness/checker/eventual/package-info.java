/** Tests of the judgement on eventual keys. */
@NullMarked
package io.kvorum.harness.checker.eventual;

import org.jspecify.annotations.NullMarked;
