@NullMarked
package io.kvorum.crdt.context;

import org.jspecify.annotations.NullMarked;
