@NullMarked
package io.kvorum.crdt.clock;

import org.jspecify.annotations.NullMarked;
