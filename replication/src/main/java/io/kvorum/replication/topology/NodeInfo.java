package io.kvorum.replication.topology;

/**
 * A member of the cluster.
 *
 * @param number 1 to 65,535, never reused
 * @param address host:port where peers and clients connect
 * @param zone what fails together; replicas of a partition go to distinct zones while there are enough
 * @param region a group of zones near each other
 */
public record NodeInfo(int number, String name, String address, String zone, String region) {}
