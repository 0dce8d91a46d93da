/**
 * Coordinators of linearizable keys: readers, proposers, and the queue in front of each register. Any replica can coordinate;
 * there is no leader. Rounds of one register at one coordinator follow each other, and what waits meanwhile goes into one
 * round together. Follows CASPaxos (Rystsov, 2018).
 */
@NullMarked
package io.kvorum.replication.propose;

import org.jspecify.annotations.NullMarked;
