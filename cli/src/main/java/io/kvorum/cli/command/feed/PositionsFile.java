package io.kvorum.cli.command.feed;

import io.kvorum.cli.Failure;
import io.kvorum.client.feed.FeedPositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Where a consumer keeps how far it has come. */
final class PositionsFile {
    private final Path path;

    PositionsFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** Empty if there is no such file. */
    Optional<FeedPositions> read() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(FeedPositions.parse(Files.readString(path).strip()));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    path + " holds no positions: " + e.getMessage(), "name another file, or remove it to begin anew");
        }
    }

    /** All or nothing. */
    void write(FeedPositions positions) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(next, positions + "\n");
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
