/**
 * Coordinators: one object per request in flight, one class per kind of request. They ask replicas, count with the tallies of
 * {@code quorum}, and answer exactly once. Riak's get and put state machines and Accord's coordinators are the models.
 */
@NullMarked
package io.kvorum.replication.coordinate;

import org.jspecify.annotations.NullMarked;
