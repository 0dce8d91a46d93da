/**
 * What a cluster and its nodes tell about themselves: topology, status, hints, and what single replicas hold.
 */
@NullMarked
package io.kvorum.client.cluster;

import org.jspecify.annotations.NullMarked;
