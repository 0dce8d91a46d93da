/** What clocks have to say before something that has expired is removed. */
@NullMarked
package io.kvorum.antientropy.expire;

import org.jspecify.annotations.NullMarked;
