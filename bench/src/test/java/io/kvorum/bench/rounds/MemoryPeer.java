package io.kvorum.bench.rounds;

import io.kvorum.bench.peer.Peer;
import io.kvorum.bench.peer.PeerSite;
import io.kvorum.bench.peer.RunningPeer;
import io.kvorum.bench.store.MemoryRegisters;
import io.kvorum.bench.store.Registers;
import io.kvorum.bench.store.Store;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** A peer whose store is a map in this process, while an idle process stands for its server. */
final class MemoryPeer implements Peer {
    private final String name;
    /** Of all that took part: {@code +name} at a start, {@code -name} when the client was closed. */
    private final List<String> log;

    final List<ProcessHandle> servers = new ArrayList<>();
    final List<Path> folders = new ArrayList<>();
    final MemoryRegisters registers = new MemoryRegisters();
    boolean lies;
    boolean hasNoRegisters;
    boolean doesNotStart;

    MemoryPeer(String name, List<String> log) {
        this.name = name;
        this.log = log;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String promise() {
        return "nothing";
    }

    @Override
    public Optional<String> leavesOut(Workload workload) {
        return hasNoRegisters && workload.isStrong()
                ? Optional.of("no " + workload.name() + " with " + name)
                : Optional.empty();
    }

    @Override
    public void check() {}

    @Override
    public RunningPeer start(PeerSite site) throws IOException {
        log.add("+" + name);
        folders.add(site.directory());
        servers.add(
                site.start(name, List.of("sleep", "600"), Map.of()).process().toHandle());
        if (doesNotStart) {
            throw new IllegalStateException(name + " does not start");
        }
        return new RunningPeer(
                "memory 1",
                new TreeMap<>(),
                servers.stream().map(ProcessHandle::pid).toList(),
                records -> new MemoryStore());
    }

    private final class MemoryStore implements Store {
        private final Map<Long, byte[]> values = new ConcurrentHashMap<>();
        private final Executor executor = ForkJoinPool.commonPool();

        @Override
        public CompletableFuture<List<byte[]>> read(byte[] key) {
            long number = Keys.number(key);
            byte[] value = values.get(lies ? number + 1 : number);
            return CompletableFuture.supplyAsync(() -> value == null ? List.of() : List.of(value), executor);
        }

        @Override
        public CompletableFuture<Void> write(byte[] key, byte[] value) {
            return CompletableFuture.runAsync(() -> values.put(Keys.number(key), value), executor);
        }

        @Override
        public CompletableFuture<Void> delete(byte[] key) {
            return CompletableFuture.runAsync(() -> values.remove(Keys.number(key)), executor);
        }

        @Override
        public CompletableFuture<List<Row>> scan(byte[] fromKey, int limit) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public Optional<Registers> registers() {
            return hasNoRegisters ? Optional.empty() : Optional.of(registers);
        }

        @Override
        public String outcome(Throwable failure) {
            return failure.getClass().getSimpleName();
        }

        @Override
        public void close() {
            log.add("-" + name);
        }
    }
}
