package io.kvorum.node.directory;

import io.kvorum.crdt.clock.Actor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The file that says whose directory this is, in lines of {@code name=value}. It is replaced as a whole. */
final class IdentityFile {
    /**
     * Of everything in the directory. 2: what is known of a write id has an entry for each dot; each partition has a tree.
     */
    static final int FORMAT = 3;

    /** What the file says. */
    record Identity(int format, String clusterId, int node, Actor actor, DirectoryPlace place) {}

    private final Path directory;
    private final Path file;

    IdentityFile(Path directory) {
        this.directory = directory;
        file = directory.resolve("identity");
    }

    Optional<Identity> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        try {
            return Optional.of(new Identity(
                    Integer.parseInt(value(values, "format")),
                    value(values, "cluster"),
                    Integer.parseInt(value(values, "node")),
                    new Actor(Long.parseUnsignedLong(value(values, "actor"), 16)),
                    new DirectoryPlace(
                            value(values, "host"),
                            Long.parseLong(value(values, "device")),
                            Long.parseLong(value(values, "inode")))));
        } catch (NumberFormatException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    void write(Identity identity) throws IOException {
        String text = "format=" + identity.format()
                + "\ncluster=" + identity.clusterId()
                + "\nnode=" + identity.node()
                + "\nactor=" + Long.toHexString(identity.actor().id())
                + "\nhost=" + identity.place().host()
                + "\ndevice=" + identity.place().device()
                + "\ninode=" + identity.place().inode() + "\n";
        Path next = file.resolveSibling("identity.next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(directory);
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String value(Map<String, String> values, String name) throws IOException {
        String value = values.get(name);
        if (value == null) {
            throw new IOException("the identity file has no line " + name + "=");
        }
        return value;
    }
}
