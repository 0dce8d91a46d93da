/**
 * What the three domains share: the names of things and their limits, how a command is refused, and how a command carries what its caller is to be
 * told. Knows no HTTP and no store.
 */
@NullMarked
package io.kvorum.commerce.domain;

import org.jspecify.annotations.NullMarked;
