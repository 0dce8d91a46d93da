@NullMarked
package io.kvorum.crdt.cell;

import org.jspecify.annotations.NullMarked;
