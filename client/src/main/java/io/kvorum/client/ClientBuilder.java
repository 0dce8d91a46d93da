package io.kvorum.client;

import io.kvorum.client.call.CallSettings;
import io.kvorum.client.call.Engine;
import io.kvorum.client.connect.ConnectionSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Settings of a {@link KvorumClient}. Only the endpoints must be given. Not for use by many threads. */
public final class ClientBuilder {
    private static final Duration MAX_DURATION = Duration.ofHours(24);

    private List<Endpoint> endpoints = List.of();
    private boolean onlyGiven;
    private Duration deadline = Duration.ofSeconds(5);
    private Duration attemptTimeout = Duration.ofSeconds(1);
    private Duration connectTimeout = Duration.ofSeconds(1);
    private Duration pingInterval = Duration.ofMillis(200);
    private Optional<Duration> hedgeAfter = Optional.of(Duration.ofMillis(100));
    private Optional<String> region = Optional.empty();
    private Optional<Executor> callbackExecutor = Optional.empty();
    private int maxInFlight = 4_096;
    private double retryShare = 0.2;
    private double hedgeShare = 0.05;
    private String clientName = "kvorum-client";

    ClientBuilder() {}

    /** Where to begin, as {@code host:port}: some nodes of the cluster; the others are learnt from them. */
    public ClientBuilder endpoints(String... hostsAndPorts) {
        return endpoints(Arrays.stream(hostsAndPorts).map(Endpoint::parse).toList());
    }

    public ClientBuilder endpoints(List<Endpoint> newEndpoints) {
        endpoints = List.copyOf(newEndpoints);
        return this;
    }

    /**
     * Asks the nodes that are given, and no others: to see what one side of a partition sees. What they answer may still come from others, as
     * the level asks. Default: the replicas of the key are asked, whichever nodes are given.
     */
    public ClientBuilder onlyGivenNodes() {
        onlyGiven = true;
        return this;
    }

    /** From a call to its answer, retries included, where the options say nothing. Default: 5 s. */
    public ClientBuilder deadline(Duration newDeadline) {
        deadline = checkDuration("deadline", newDeadline);
        return this;
    }

    /** When an unanswered attempt is repeated at another node. Default: 1 s. */
    public ClientBuilder attemptTimeout(Duration timeout) {
        attemptTimeout = checkDuration("attempt timeout", timeout);
        return this;
    }

    /** For connecting to a node, and again for its hello. Default: 1 s. */
    public ClientBuilder connectTimeout(Duration timeout) {
        connectTimeout = checkDuration("connect timeout", timeout);
        return this;
    }

    /**
     * How often a connection with requests in flight is looked at. After one silent interval other nodes are preferred, after
     * four the connection is given up. Default: 200 ms.
     */
    public ClientBuilder pingInterval(Duration interval) {
        pingInterval = checkDuration("ping interval", interval);
        return this;
    }

    /** A read that is not answered by then is sent to a second node as well, within its budget. Default: 100 ms. */
    public ClientBuilder hedgeReadsAfter(Duration delay) {
        hedgeAfter = Optional.of(checkDuration("hedge delay", delay));
        return this;
    }

    public ClientBuilder noHedging() {
        hedgeAfter = Optional.empty();
        return this;
    }

    /** Hedges per read in the long run, 0 to 1. Default: 0.05. */
    public ClientBuilder hedgeShare(double share) {
        hedgeShare = checkShare("hedge share", share);
        return this;
    }

    /** Retries per operation in the long run, 0 to 1; ten per second are always free. Default: 0.2. */
    public ClientBuilder retryShare(double share) {
        retryShare = checkShare("retry share", share);
        return this;
    }

    /** Replicas in this region are asked first. Default: as the cluster prefers. */
    public ClientBuilder region(String name) {
        region = Optional.of(name);
        return this;
    }

    /** Operations that wait for their answer; further ones are refused at once as {@link Overloaded}. Default: 4,096. */
    public ClientBuilder maxInFlight(int operations) {
        if (operations < 1) {
            throw new IllegalArgumentException("at least one operation must fit, not " + operations);
        }
        maxInFlight = operations;
        return this;
    }

    /** For the logs of the nodes. */
    public ClientBuilder clientName(String name) {
        clientName = name;
        return this;
    }

    /**
     * Where continuations of asynchronous operations run. Default: a new virtual thread each. The client does not shut it
     * down.
     */
    public ClientBuilder callbackExecutor(Executor executor) {
        callbackExecutor = Optional.of(executor);
        return this;
    }

    /**
     * Starts connecting, and does not wait for it.
     *
     * @throws IllegalArgumentException if there is no endpoint
     */
    public KvorumClient build() {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("give at least one endpoint, as host:port");
        }
        ConnectionSettings defaults = ConnectionSettings.defaults(clientName);
        ConnectionSettings connections = new ConnectionSettings(
                clientName,
                connectTimeout,
                pingInterval,
                defaults.silentPings(),
                defaults.idleIntervals(),
                defaults.reconnectMin(),
                defaults.reconnectMax(),
                defaults.maxFrameBytes(),
                defaults.maxUnsentBytes());
        CallSettings calls = new CallSettings(
                endpoints,
                onlyGiven,
                attemptTimeout,
                maxInFlight,
                region,
                hedgeAfter,
                retryShare,
                hedgeShare,
                connections);
        Engine engine = new Engine(calls);
        // Virtual threads need no shutting down.
        return new KvorumClient(
                engine, deadline, callbackExecutor.orElseGet(Executors::newVirtualThreadPerTaskExecutor));
    }

    static Duration checkDuration(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    "the " + what + " must be more than 0 and at most a day, not " + duration);
        }
        return duration;
    }

    private static double checkShare(String what, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the " + what + " must be from 0 to 1, not " + share);
        }
        return share;
    }
}
