/** How fast changes reach a consumer. */
@NullMarked
package io.kvorum.bench.feed;

import org.jspecify.annotations.NullMarked;
