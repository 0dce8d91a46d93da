package io.kvorum.harness.live;

import io.kvorum.harness.live.proxy.Link;
import io.kvorum.harness.live.proxy.LinkState;
import io.kvorum.harness.live.proxy.Network;
import java.util.SortedMap;
import java.util.TreeMap;

/** Of nodes that reach each other without proxies: nothing can be done to it. */
final class FixedNetwork implements Network {
    /** @throws IllegalStateException if the link is to be anything but open */
    @Override
    public void set(Link link, LinkState state) {
        if (!(state instanceof LinkState.Open)) {
            throw new IllegalStateException(
                    "link " + link + " has no proxy in this cluster: it cannot be cut or slowed");
        }
    }

    @Override
    public void heal() {}

    @Override
    public SortedMap<String, String> faults() {
        return new TreeMap<>();
    }
}
