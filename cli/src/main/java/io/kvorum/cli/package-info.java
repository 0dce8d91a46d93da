/**
 * kvctl, the command line: data on standard output, progress and prose on standard error.
 *
 * <p>Never holds protocol logic of its own; it speaks through the client and the admin port.
 */
@NullMarked
package io.kvorum.cli;

import org.jspecify.annotations.NullMarked;
