@NullMarked
package io.kvorum.crdt.codec;

import org.jspecify.annotations.NullMarked;
