@NullMarked
package io.kvorum.crdt.type;

import org.jspecify.annotations.NullMarked;
