/** Change feeds against real nodes. */
@NullMarked
package io.kvorum.harness.feed;

import org.jspecify.annotations.NullMarked;
