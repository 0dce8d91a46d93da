/** The HTTP admin port: is the process alive, does it serve, what does it count. */
@NullMarked
package io.kvorum.node.admin;

import org.jspecify.annotations.NullMarked;
