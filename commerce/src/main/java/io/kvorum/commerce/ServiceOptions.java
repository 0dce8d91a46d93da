package io.kvorum.commerce;

import io.kvorum.client.Endpoint;
import io.kvorum.commerce.domain.Names;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an instance is started with.
 *
 * @param store nodes of the cluster
 * @param peers where the other services are, see {@link io.kvorum.commerce.http.Peers#parse}
 * @param keys the folder of the keys of all services
 * @param placement of the region's buckets; empty: the cluster's default
 */
public record ServiceOptions(
        ServiceName service,
        String region,
        List<Endpoint> store,
        String host,
        int port,
        String peers,
        Path keys,
        Optional<String> placement) {
    /** How it is called. */
    public static final String USAGE = """
        Usage: commerce --service orders|payments|inventory --region NAME --store HOST:PORT,... --keys FOLDER
                        [--peers SERVICE[@REGION]=URL,...] [--host 127.0.0.1] [--port 0] [--placement REGION=N]

          --service    which of the three
          --region     whose orders, payments and stock; its buckets are named after it, and made if they are not there
          --store      nodes of the cluster
          --keys       folder of the services' keys; those that are not there are made. All services need the same
          --peers      where the other services are: orders needs payments and inventory; payments needs orders;
                       inventory needs the inventory of other regions
          --host, --port   to listen on; port 0: the system chooses, and the address is printed
          --placement  how many replicas where, as eu=3; the cluster's default if it is not given
        """;

    private static final int HIGHEST_PORT = 65_535;
    private static final List<String> KNOWN =
            List.of("service", "region", "store", "keys", "peers", "host", "port", "placement");

    /** @throws IllegalArgumentException if they are not as they should be: says how */
    public static ServiceOptions parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("unknown option '" + arguments[i] + "'");
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option --" + name + " has no value");
            }
            if (given.put(name, arguments[i + 1]) != null) {
                throw new IllegalArgumentException("option --" + name + " is given twice");
            }
        }
        return new ServiceOptions(
                ServiceName.of(needed(given, "service")),
                Names.region(needed(given, "region")),
                Arrays.stream(needed(given, "store").split(","))
                        .map(Endpoint::parse)
                        .toList(),
                given.getOrDefault("host", "127.0.0.1"),
                port(given.getOrDefault("port", "0")),
                given.getOrDefault("peers", ""),
                Path.of(needed(given, "keys")),
                Optional.ofNullable(given.get("placement")));
    }

    private static String needed(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException("option --" + name + " is missing");
        }
        return value;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("a port is a number from 0 to " + HIGHEST_PORT + ", not '" + text + "'");
    }
}
