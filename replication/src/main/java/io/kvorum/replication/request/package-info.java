/**
 * What clients ask and what they are told, as records without behaviour.
 */
@NullMarked
package io.kvorum.replication.request;

import org.jspecify.annotations.NullMarked;
