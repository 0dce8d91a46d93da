/**
 * What commands print: tables, JSON, raw bytes on standard output; progress and prose on standard error. Knows nothing of
 * clusters.
 */
@NullMarked
package io.kvorum.cli.output;

import org.jspecify.annotations.NullMarked;
