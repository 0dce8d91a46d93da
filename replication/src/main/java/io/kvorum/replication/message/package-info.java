/**
 * What nodes say to each other, as records without behaviour.
 */
@NullMarked
package io.kvorum.replication.message;

import org.jspecify.annotations.NullMarked;
