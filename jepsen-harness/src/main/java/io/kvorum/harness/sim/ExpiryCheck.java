package io.kvorum.harness.sim;

import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is stored about what expires: each version is noted under its time, and in the end those whose time is over are gone. */
final class ExpiryCheck {
    /** Whatever expires so soon is waited for. */
    private static final long SOON_MILLIS = 60_000;

    private ExpiryCheck() {}

    /** What has expired or soon will, and is still there. */
    static Optional<String> left(SimWorld world) {
        for (SimNode node : world.nodes()) {
            for (byte[] stored : node.disk().table(Table.ROWS).keySet()) {
                for (Version version : row(node, stored).versions()) {
                    if (isSoon(world, version)) {
                        return Optional.of("node " + node.number() + " still holds " + version.writeId() + " of "
                                + Fingerprints.name(Keys.rowKey(stored)) + ", which expires at "
                                + version.expiresAtMillis());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isSoon(SimWorld world, Version version) {
        return version.expires() && version.expiresAtMillis() < SimClock.trueMillis(world.queue()) + SOON_MILLIS;
    }

    /** When all is settled. */
    static List<Violation> check(SimWorld world) {
        List<Violation> found = new ArrayList<>();
        left(world).ifPresent(text -> found.add(new Violation(Violation.Kind.OUTLIVED, "", text)));
        for (SimNode node : world.nodes()) {
            for (byte[] stored : node.disk().table(Table.ROWS).keySet()) {
                unnoted(node, stored).ifPresent(text -> found.add(broken(stored, text)));
            }
            for (byte[] noted : node.disk().table(Table.STATE).keySet()) {
                if (isExpiry(noted)) {
                    checkNoted(world, node, noted, found);
                }
            }
        }
        return found;
    }

    /** A version of the row under this key of which it is not noted when it expires. */
    static Optional<String> unnoted(SimNode node, byte[] stored) {
        int partition = ByteBuffer.wrap(stored).getInt();
        return row(node, stored).versions().stream()
                .filter(version -> version.expires()
                        && !node.disk()
                                .table(Table.STATE)
                                .containsKey(Keys.expiry(partition, version.expiresAtMillis(), stored)))
                .findFirst()
                .map(version -> "node " + node.number() + " has not noted when " + version.writeId() + " expires");
    }

    private static void checkNoted(SimWorld world, SimNode node, byte[] noted, List<Violation> found) {
        byte[] stored = Keys.expiryRow(noted);
        RowKey key = Keys.rowKey(stored);
        long millis = Keys.expiryMillis(noted);
        boolean expires =
                row(node, stored).versions().stream().anyMatch(version -> version.expiresAtMillis() == millis);
        // The entry of a row that vanished stays until its time is over.
        if (!expires && !world.harm().isTouched(node, key)) {
            found.add(broken(
                    stored,
                    "node " + node.number() + " has noted that a version expires at " + millis + ": none does"));
        }
    }

    private static Row row(SimNode node, byte[] stored) {
        return Optional.ofNullable(node.disk().table(Table.ROWS).get(stored))
                .filter(value -> StoredRows.isWhole(stored, value))
                .map(StoredRows::row)
                .orElse(Row.EMPTY);
    }

    private static boolean isExpiry(byte[] key) {
        return key.length > Integer.BYTES && key[Integer.BYTES] == 'E';
    }

    private static Violation broken(byte[] stored, String text) {
        return new Violation(Violation.Kind.BROKEN_STATE, Fingerprints.name(Keys.rowKey(stored)), text);
    }
}
