package io.kvorum.bench.peer;

import java.util.List;

/** A peer cannot be started on this machine as it is. */
public final class PeerUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> debianPackages;

    /** @param debianPackages that bring what is missing; empty if none does */
    public PeerUnavailable(String what, List<String> debianPackages) {
        super(what);
        this.debianPackages = List.copyOf(debianPackages);
    }

    public List<String> debianPackages() {
        return debianPackages;
    }

    public String what() {
        return String.valueOf(getMessage());
    }
}
