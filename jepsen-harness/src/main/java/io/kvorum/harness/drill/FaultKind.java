package io.kvorum.harness.drill;

import java.util.Locale;

/** What is done to nodes, or to the links between them; and what it means that it is over. */
public enum FaultKind {
    /** kill -9, and a start some time later with the same disk. */
    KILL(false),
    /** SIGSTOP, and SIGCONT some time later: it takes connections, never answers, and then goes on as if nothing had happened. */
    PAUSE(false),
    /** kill -9 of just a majority at once, and a start of these: until then nothing can be acknowledged. */
    KILL_MAJORITY(false),
    /** kill -9 of all nodes at once, and a start of all: what was acknowledged is on the disks, or nowhere. */
    KILL_ALL(false),
    /** kill -9, then again while it starts, up to three times; and then a start that it may finish. */
    KILL_AT_START(false),
    /** No bytes between a minority and the others, in either direction; then all links are open. Clients reach both sides. */
    PARTITION(true),
    /** A node hears the others and is not heard by them, or is heard and does not hear; then all links are open. */
    ONE_WAY(true),
    /** The links of a node, or one of them, come and go; then they stay. */
    FLAP(true),
    /** What goes over the links of a node, or over one of them, takes longer, and not always as long; then it does not. */
    SLOW_LINK(true);

    private final boolean ofLinks;

    FaultKind(boolean ofLinks) {
        this.ofLinks = ofLinks;
    }

    /** Whether it is done to links; the nodes themselves go on then. */
    public boolean isOfLinks() {
        return ofLinks;
    }

    /** As the command line and reports write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
