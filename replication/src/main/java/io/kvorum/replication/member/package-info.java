/**
 * What a node knows of the cluster and of itself: spreading the topology, changing the bucket catalogue through the first
 * metadata node, and the question to the peers whether this directory is an old copy.
 */
@NullMarked
package io.kvorum.replication.member;

import org.jspecify.annotations.NullMarked;
