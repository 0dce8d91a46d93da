/**
 * Session guarantees of eventual keys (Terry et al. 1994), as far as they can be judged from outside: key by key, from unique
 * values and from what the context of each write covered. {@code docs/histories.md} defines each exactly.
 */
@NullMarked
package io.kvorum.harness.checker.session;

import org.jspecify.annotations.NullMarked;
