package io.kvorum.integrity.projection;

/**
 * A view at one instant.
 *
 * @param version counts its changes, from 1; 0: there is nothing yet. For ETags and caches, within a version of the projection
 */
public record View<V>(String key, V value, long version, AsOf asOf) {}
