package io.kvorum.commerce.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the instances of services are. May be filled while calls are made: whoever is not known yet does not answer yet. Safe for use by many
 * threads.
 */
public final class Peers {
    private final Map<String, List<URI>> known = new ConcurrentHashMap<>();

    private static String name(String service, String region) {
        return service + "@" + region;
    }

    /** Adds an instance. */
    public void add(String service, String region, URI address) {
        known.merge(name(service, region), List.of(address), (before, more) -> {
            List<URI> all = new ArrayList<>(before);
            all.addAll(more);
            return List.copyOf(all);
        });
    }

    /** Forgets an instance that has ended. */
    public void remove(String service, String region, URI address) {
        known.computeIfPresent(
                name(service, region),
                (name, before) ->
                        before.stream().filter(other -> !other.equals(address)).toList());
    }

    /** All that are known; none may be. */
    public List<URI> of(String service, String region) {
        return known.getOrDefault(name(service, region), List.of());
    }

    /** Of all that are known. */
    public Set<String> regions() {
        Set<String> regions = new TreeSet<>();
        known.keySet().forEach(name -> regions.add(name.substring(name.indexOf('@') + 1)));
        return regions;
    }

    /**
     * Reads {@code payments=http://host:port,inventory@us=http://host:port}: a service without a region is one of this region.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Peers parse(String list, String ownRegion) {
        Peers peers = new Peers();
        for (String entry : list.split(",")) {
            if (entry.isBlank()) {
                continue;
            }
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "peers are given as SERVICE=URL or SERVICE@REGION=URL, with commas between, not '" + entry
                                + "'");
            }
            String service = entry.substring(0, equals).strip();
            int at = service.indexOf('@');
            URI address = URI.create(entry.substring(equals + 1).strip());
            if (at < 0) {
                peers.add(service, ownRegion, address);
            } else {
                peers.add(service.substring(0, at), service.substring(at + 1), address);
            }
        }
        return peers;
    }
}
