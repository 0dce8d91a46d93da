/**
 * The published wire contract: frames, error codes, and the messages that are generated from the <code>.proto</code> files.
 *
 * <p>Never decides anything: it knows how a thing is written down, not what is done with it. It evolves by protobuf's rules; a
 * number once published is never used again.
 */
@NullMarked
package io.kvorum.protocol;

import org.jspecify.annotations.NullMarked;
