/** A store in memory that fails as a test says, and the search through all the places where it can. */
@NullMarked
package io.kvorum.integrity.fake;

import org.jspecify.annotations.NullMarked;
