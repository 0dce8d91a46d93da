package io.kvorum.replication.quorum;

/**
 * A replica of a partition, as far as levels care.
 *
 * @param node its number
 * @param region where it is
 */
public record Voter(int node, String region) {}
