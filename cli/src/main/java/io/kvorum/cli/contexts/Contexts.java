package io.kvorum.cli.contexts;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named clusters, and which one is meant when none is named.
 *
 * @param current empty if there is none
 */
public record Contexts(String current, SortedMap<String, Context> all) {
    /** @param endpoints host:port of nodes; one that answers is enough */
    public record Context(List<String> endpoints) {
        public Context {
            endpoints = List.copyOf(endpoints);
        }
    }

    public static final Contexts NONE = new Contexts("", new TreeMap<>());

    public Contexts with(String name, Context context, boolean makeCurrent) {
        SortedMap<String, Context> more = new TreeMap<>(all);
        more.put(name, context);
        return new Contexts(makeCurrent ? name : current, more);
    }

    public Contexts without(String name) {
        SortedMap<String, Context> fewer = new TreeMap<>(all);
        fewer.remove(name);
        return new Contexts(current.equals(name) ? "" : current, fewer);
    }

    public Contexts use(String name) {
        return new Contexts(name, all);
    }
}
