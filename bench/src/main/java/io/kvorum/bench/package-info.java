/**
 * Load generator, peers side by side, reports.
 *
 * <p>Never corrects a number: what is reported was measured, with the machine that it was measured on.
 */
@NullMarked
package io.kvorum.bench;

import org.jspecify.annotations.NullMarked;
