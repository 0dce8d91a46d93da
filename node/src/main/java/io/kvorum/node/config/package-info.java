/**
 * The configuration of a node: one YAML file, overridden by the environment, overridden by flags. {@link
 * io.kvorum.node.config.Settings} is the one place that knows every name, default and bound; the reference page is made
 * from it. Nothing here opens sockets or changes files.
 */
@NullMarked
package io.kvorum.node.config;

import org.jspecify.annotations.NullMarked;
