@NullMarked
package io.kvorum.crdt.row;

import org.jspecify.annotations.NullMarked;
