package io.kvorum.replication.serve;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The forwarded requests of late. One that arrives twice is served once: the first may have been refused as "not applied",
 * and its client must be able to believe that.
 */
public final class SeenForwards {
    private static final int REMEMBERED = 4_096;

    private record Asked(int node, long request) {}

    private final Set<Asked> seen = new LinkedHashSet<>();

    public boolean isNew(int node, long request) {
        if (!seen.add(new Asked(node, request))) {
            return false;
        }
        if (seen.size() > REMEMBERED) {
            Iterator<Asked> oldest = seen.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
