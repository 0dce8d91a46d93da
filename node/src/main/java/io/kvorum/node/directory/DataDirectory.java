package io.kvorum.node.directory;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.ExitCode;
import io.kvorum.node.NodeRefusal;
import io.kvorum.node.directory.IdentityFile.Identity;
import io.kvorum.node.storage.RocksStore;
import io.kvorum.node.storage.StorageFailure;
import io.kvorum.node.storage.StoreOptions;
import io.kvorum.replication.storage.CorruptStorageException;
import io.kvorum.replication.storage.Table;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A node's data directory, held by this process alone. Opening it checks that the data is this node's, decides whether the
 * actor may stay, and opens the store. Every refusal leaves the directory as it was.
 *
 * <pre>
 *   LOCK        held while a process uses the directory
 *   identity    format, cluster, node, actor, and the place of the directory
 *   RESTORED    put here by a restore: the actor must change
 *   db/         RocksDB
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final byte[] META_OWNER = "node/owner".getBytes(StandardCharsets.UTF_8);
    private static final byte[] META_ACTOR = "node/actor".getBytes(StandardCharsets.UTF_8);
    private static final byte[] META_ACCEPTOR = "node/acceptor".getBytes(StandardCharsets.UTF_8);
    private static final byte[] META_DOUBT = "node/doubt".getBytes(StandardCharsets.UTF_8);
    private static final byte[] META_PEER_SEQUENCES = "node/peer-sequences-by-run".getBytes(StandardCharsets.UTF_8);
    private static final byte[] META_ENDED_IN_ORDER = "node/ended-in-order".getBytes(StandardCharsets.UTF_8);
    private static final String RESTORE_MARK = "RESTORED";
    private static final String NEW_DIRECTORY = "new directory";
    /** Of the mutations that had left before they were durable here, some may be on the other replicas only. */
    private static final String CRASHED = "the last process on this directory was killed or crashed";
    /** Nothing is known to be lost, but this may be a copy while the other goes on. */
    private static final String MOVED = "the directory was moved or copied";

    private final Path directory;
    private final String clusterId;
    private final int node;
    private final IdentityFile identityFile;
    private final DirectoryPlace place;
    private final FileChannel lockChannel;
    private final RocksStore store;
    private Actor actor;
    private Actor acceptor;
    private long doubt;
    private final StartRecord starts;

    private DataDirectory(Path directory, String clusterId, int node, Opened opened) {
        this.directory = directory;
        this.clusterId = clusterId;
        this.node = node;
        this.identityFile = opened.identityFile;
        this.place = opened.place;
        this.lockChannel = opened.lockChannel;
        this.store = opened.store;
        this.starts = new StartRecord(store);
        this.actor = new Actor(0);
        this.acceptor = new Actor(0);
    }

    private record Opened(IdentityFile identityFile, DirectoryPlace place, FileChannel lockChannel, RocksStore store) {}

    /**
     * Opens or creates the directory.
     *
     * @throws NodeRefusal if it cannot be used, or not by this node
     */
    public static DataDirectory open(Path directory, String clusterId, int node, StoreOptions options) {
        makeWritable(directory);
        FileChannel lock = lock(directory);
        boolean opened = false;
        try {
            IdentityFile identityFile = new IdentityFile(directory);
            Optional<Identity> identity = identityFile.read();
            identity.ifPresent(found -> checkOwner(directory, clusterId, node, found));
            RocksStore store = openStore(directory, options);
            try {
                DirectoryPlace place = DirectoryPlace.of(directory);
                DataDirectory result =
                        new DataDirectory(directory, clusterId, node, new Opened(identityFile, place, lock, store));
                result.chooseActor(identity);
                opened = true;
                return result;
            } finally {
                if (!opened) {
                    store.close();
                }
            }
        } catch (IOException e) {
            throw ioRefusal(directory, e);
        } finally {
            if (!opened) {
                closeQuietly(lock);
            }
        }
    }

    public RocksStore store() {
        return store;
    }

    /** The node's incarnation, durable. */
    public synchronized Actor actor() {
        return actor;
    }

    /**
     * The incarnation under which the node votes for linearizable keys, durable. Another one than before only if what was voted is
     * lost, or may be: a crash leaves it, for no vote leaves before it is durable.
     */
    public synchronized Actor acceptor() {
        return acceptor;
    }

    /**
     * Takes a fresh actor and makes it durable, unless that has happened since the caller looked.
     *
     * @param seen the actor that must not stay
     * @return the actor from now on
     */
    public synchronized Actor takeFreshActor(Actor seen, String reason) {
        if (!actor.equals(seen)) {
            return actor;
        }
        Actor fresh = Actor.of(node, new SecureRandom().nextLong());
        // Before the actor: a crash in between must not make it look as if only that had to change.
        if (reason.startsWith(MOVED)) {
            takeDoubt();
        } else if (!reason.equals(CRASHED)) {
            takeAcceptor(fresh);
        }
        // With the one before: a crash before the identity file says the same is no contradiction.
        store.writeDurably(
                Table.META,
                META_ACTOR,
                ByteBuffer.allocate(16).putLong(fresh.id()).putLong(seen.id()).array());
        LOG.atLevel(reason.equals(NEW_DIRECTORY) || reason.equals(CRASHED) ? Level.INFO : Level.WARN)
                .log("Took a fresh actor: old={} actor={} reason={}", seen, fresh, reason);
        actor = fresh;
        try {
            writeIdentity();
        } catch (IOException e) {
            throw ioRefusal(directory, e);
        }
        return fresh;
    }

    /** It votes on as the same incarnation when all other replicas have confirmed that they know of nothing newer. */
    private void takeDoubt() {
        doubt = new SecureRandom().nextLong() | 1;
        store.writeDurably(
                Table.META, META_DOUBT, ByteBuffer.allocate(8).putLong(doubt).array());
    }

    private void takeAcceptor(Actor fresh) {
        acceptor = fresh;
        if (doubt != 0) {
            // It was about the one before.
            doubt = 0;
            store.writeDurably(Table.META, META_DOUBT, new byte[8]);
        }
        store.writeDurably(
                Table.META,
                META_ACCEPTOR,
                ByteBuffer.allocate(8).putLong(fresh.id()).array());
    }

    /** Names a doubt whether this is the directory that voted, or a copy of it; 0 if there never was one. */
    public long doubt() {
        return doubt;
    }

    public StartRecord starts() {
        return starts;
    }

    /** How far peers were when it was stored last. */
    public Optional<byte[]> peerSequences() {
        return store.read(Table.META, META_PEER_SEQUENCES);
    }

    /** Durable with the next commit. */
    public void storePeerSequences(byte[] sequences) {
        store.write(Table.META, META_PEER_SEQUENCES, sequences);
    }

    /**
     * Notes that the process ends in order: everything is durable, and no message has left that says more. To be called when
     * nobody writes any more.
     */
    public void endInOrder() {
        store.writeDurably(
                Table.META,
                META_ENDED_IN_ORDER,
                ByteBuffer.allocate(8).putLong(actor().id()).array());
    }

    @Override
    public void close() {
        store.close();
        closeQuietly(lockChannel);
    }

    private void chooseActor(Optional<Identity> identity) throws IOException {
        Optional<byte[]> storedOwner = store.read(Table.META, META_OWNER);
        storedOwner.ifPresent(owner -> checkStoredOwner(new String(owner, StandardCharsets.UTF_8)));
        starts.keep();
        Optional<byte[]> storedActor = store.read(Table.META, META_ACTOR);
        Path mark = directory.resolve(RESTORE_MARK);
        if (storedOwner.isEmpty()) {
            store.writeDurably(Table.META, META_OWNER, owner(clusterId, node).getBytes(StandardCharsets.UTF_8));
        }
        actor = storedActor
                .map(bytes -> new Actor(ByteBuffer.wrap(bytes).getLong()))
                .orElse(new Actor(0));
        acceptor = store.read(Table.META, META_ACCEPTOR)
                .map(bytes -> new Actor(ByteBuffer.wrap(bytes).getLong()))
                .orElse(new Actor(0));
        doubt = store.read(Table.META, META_DOUBT)
                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                .orElse(0L);
        boolean endedInOrder = store.read(Table.META, META_ENDED_IN_ORDER)
                .map(bytes -> new Actor(ByteBuffer.wrap(bytes).getLong()))
                .filter(actor::equals)
                .isPresent();
        store.writeDurably(Table.META, META_ENDED_IN_ORDER, new byte[8]);
        reasonForFreshActor(identity, storedActor, Files.exists(mark))
                .or(() -> endedInOrder ? Optional.empty() : Optional.of(CRASHED))
                .ifPresent(reason -> takeFreshActor(actor, reason));
        if (acceptor.id() == 0) {
            // The directory is older than linearizable keys: it never voted.
            takeAcceptor(actor);
        }
        if (identity.isEmpty()) {
            writeIdentity();
        }
        // Only now: a crash before it must find the mark again.
        Files.deleteIfExists(mark);
    }

    private Optional<String> reasonForFreshActor(
            Optional<Identity> identity, Optional<byte[]> storedActor, boolean restored) {
        if (storedActor.isEmpty()) {
            return Optional.of(NEW_DIRECTORY);
        } else if (restored) {
            return Optional.of("restored from a backup");
        } else if (identity.isEmpty()) {
            return Optional.of("the identity file is missing");
        } else if (!identity.get().place().equals(place)) {
            return Optional.of(MOVED + ": it was made at " + identity.get().place() + " and is at " + place);
        } else if (identity.get().actor().equals(actor)) {
            return Optional.empty();
        }
        return Optional.of(
                identity.get().actor().equals(before(storedActor.get()))
                        ? CRASHED
                        : "identity file and store disagree");
    }

    /** The actor before the stored one; {@code Actor(0)} if that is not known. */
    private static Actor before(byte[] storedActor) {
        return new Actor(
                storedActor.length < 16 ? 0 : ByteBuffer.wrap(storedActor).getLong(8));
    }

    private void writeIdentity() throws IOException {
        identityFile.write(new Identity(IdentityFile.FORMAT, clusterId, node, actor, place));
    }

    private static String owner(String clusterId, int node) {
        return IdentityFile.FORMAT + "\n" + node + "\n" + clusterId;
    }

    private void checkStoredOwner(String owner) {
        String[] parts = owner.split("\n", 3);
        checkOwner(
                directory,
                clusterId,
                node,
                new Identity(Integer.parseInt(parts[0]), parts[2], Integer.parseInt(parts[1]), actor, place));
    }

    private static void checkOwner(Path directory, String clusterId, int node, Identity found) {
        if (found.format() > IdentityFile.FORMAT) {
            throw new NodeRefusal(
                    ExitCode.NEWER_FORMAT,
                    directory + " has format " + found.format() + ", this version reads up to " + IdentityFile.FORMAT
                            + ". Nothing was changed. Start the version that wrote it, or a newer one.");
        }
        if (found.format() < IdentityFile.FORMAT) {
            throw new NodeRefusal(
                    ExitCode.OLDER_FORMAT,
                    directory + " has format " + found.format() + ", this version reads format " + IdentityFile.FORMAT
                            + ". Nothing was changed. The other replicas have the data: move the directory away and"
                            + " start with an empty one; or export with the version that wrote it, and import.");
        }
        if (!found.clusterId().equals(clusterId)) {
            throw new NodeRefusal(
                    ExitCode.OTHER_CLUSTER,
                    directory + " belongs to cluster \"" + found.clusterId() + "\", not to \"" + clusterId
                            + "\". Nothing was changed. Correct `cluster.id` or `node.dataDirectory`.");
        }
        if (found.node() != node) {
            throw new NodeRefusal(
                    ExitCode.OTHER_NODE,
                    directory + " belongs to node " + found.node() + ", not to node " + node
                            + ". Nothing was changed. Correct `node.number` or `node.dataDirectory`.");
        }
    }

    private static RocksStore openStore(Path directory, StoreOptions options) {
        try {
            return RocksStore.open(directory.resolve("db"), options);
        } catch (CorruptStorageException e) {
            throw new NodeRefusal(
                    ExitCode.CORRUPT,
                    "The store in " + directory + " is damaged: " + e.getMessage() + ". Nothing was changed. The other"
                            + " replicas have the data: move the directory away and start with an empty one.",
                    e);
        } catch (StorageFailure e) {
            throw NodeFailures.refusal(directory, e);
        }
    }

    private static void makeWritable(Path directory) {
        try {
            Files.createDirectories(directory);
            Path probe = Files.createTempFile(directory, "probe", "");
            try {
                Files.write(probe, new byte[4096]);
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            throw ioRefusal(directory, e);
        }
    }

    private static FileChannel lock(Path directory) {
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                // Another node of this very process.
            }
            channel.close();
        } catch (IOException e) {
            throw ioRefusal(directory, e);
        }
        throw new NodeRefusal(
                ExitCode.DIRECTORY_LOCKED,
                directory + " is used by another process. Nothing was changed. Stop that one first, or correct"
                        + " `node.dataDirectory`.");
    }

    private static NodeRefusal ioRefusal(Path directory, IOException e) {
        if (NodeFailures.isNoSpace(e)) {
            return NodeFailures.diskFull(directory, e);
        }
        return new NodeRefusal(
                ExitCode.DIRECTORY_UNWRITABLE,
                "The data directory " + directory + " cannot be used: " + e + ". Make it readable and writable for this"
                        + " user, or correct `node.dataDirectory`.",
                e);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing the lock failed", e);
        }
    }
}
