package io.kvorum.replication.topology;

import java.util.Comparator;

/** What fails together. Zones of different regions are different, whatever their names. */
record Zone(String region, String name) implements Comparable<Zone> {
    private static final Comparator<Zone> ORDER =
            Comparator.comparing(Zone::region).thenComparing(Zone::name);

    static Zone of(NodeInfo node) {
        return new Zone(node.region(), node.zone());
    }

    @Override
    public int compareTo(Zone other) {
        return ORDER.compare(this, other);
    }
}
