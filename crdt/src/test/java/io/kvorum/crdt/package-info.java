@NullMarked
package io.kvorum.crdt;

import org.jspecify.annotations.NullMarked;
