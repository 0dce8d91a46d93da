package io.kvorum.integrity.tag;

/**
 * What a decision is made from.
 *
 * @param commit the number of the update that the decision leads to: one more than that of the last; from 1
 * @param nowMillis what the clock says; milliseconds since 1970, to be stored and shown
 * @param clusterMillis what the cluster says; milliseconds since 1970
 * @param clockBelieved false: the clock has jumped since the last update, and nothing is to be forgotten by it
 */
public record TagView(TagContents contents, long commit, long nowMillis, long clusterMillis, boolean clockBelieved) {
    /** May what is kept until then be forgotten? By both clocks; and one that has just jumped ahead is not believed. */
    public boolean mayForget(long untilMillis) {
        return clockBelieved && Math.min(nowMillis, clusterMillis) >= untilMillis;
    }
}
