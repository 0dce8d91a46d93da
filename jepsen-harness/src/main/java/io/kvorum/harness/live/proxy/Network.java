package io.kvorum.harness.live.proxy;

import java.util.Set;
import java.util.SortedMap;

/** What can be done to the links of a cluster, in this process or in another. */
public interface Network {
    /** What {@code link.from()} sends to {@code link.to()}, on connections of either. */
    void set(Link link, LinkState state);

    /** Opens every link. */
    void heal();

    /** Links that are not open, as {@code from>to}, with their states. */
    SortedMap<String, String> faults();

    /** Both directions. */
    default void setBoth(Link link, LinkState state) {
        set(link, state);
        set(link.reversed(), state);
    }

    /** Puts every link between a node of the one side and a node of the other in this state. */
    default void partition(Set<Integer> one, Set<Integer> other, LinkState state) {
        for (int a : one) {
            for (int b : other) {
                setBoth(new Link(a, b), state);
            }
        }
    }
}
