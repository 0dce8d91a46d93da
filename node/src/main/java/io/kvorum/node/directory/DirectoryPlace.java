package io.kvorum.node.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a directory is. A copy of it is elsewhere.
 *
 * @param host the machine's id, or its name where there is none
 */
record DirectoryPlace(String host, long device, long inode) {
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");

    static DirectoryPlace of(Path directory) throws IOException {
        return new DirectoryPlace(hostId(), attribute(directory, "unix:dev"), attribute(directory, "unix:ino"));
    }

    private static String hostId() throws UnknownHostException {
        try {
            String id = Files.readString(MACHINE_ID).strip();
            if (!id.isEmpty()) {
                return id;
            }
        } catch (IOException e) {
            // Containers often have none: their name serves.
        }
        return InetAddress.getLocalHost().getHostName();
    }

    private static long attribute(Path directory, String name) throws IOException {
        try {
            return ((Number) Files.getAttribute(directory, name)).longValue();
        } catch (UnsupportedOperationException e) {
            return 0;
        }
    }
}
