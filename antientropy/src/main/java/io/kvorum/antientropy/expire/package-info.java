/**
 * Removes what has expired. A removal is a mutation like any other; what is decided here is only when it is sure enough that the
 * time has come, and which replica makes it. DESIGN: "Versions", on ttl.
 */
@NullMarked
package io.kvorum.antientropy.expire;

import org.jspecify.annotations.NullMarked;
