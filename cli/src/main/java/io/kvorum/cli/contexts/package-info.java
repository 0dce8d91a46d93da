/** The file of named clusters, so that commands need no addresses. */
@NullMarked
package io.kvorum.cli.contexts;

import org.jspecify.annotations.NullMarked;
