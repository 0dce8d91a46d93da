package io.kvorum.bench.drivers;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.kvorum.bench.store.Registers;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A table of Cassandra that is written by lightweight transactions only, and read at SERIAL. A column holds the version, so
 * that a condition compares a number and not a whole value.
 */
final class CassandraRegisters implements Registers {
    static final String TABLE =
            "CREATE TABLE IF NOT EXISTS bench.registers (k blob PRIMARY KEY, version bigint, v blob)";

    private final CqlSession session;
    private final Function<Throwable, String> outcomes;
    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final PreparedStatement update;

    CassandraRegisters(CqlSession session, Function<Throwable, String> outcomes) {
        this.session = session;
        this.outcomes = outcomes;
        select = session.prepare("SELECT v, version FROM bench.registers WHERE k = ?");
        insert = session.prepare("INSERT INTO bench.registers (k, v, version) VALUES (?, ?, ?) IF NOT EXISTS");
        update = session.prepare("UPDATE bench.registers SET v = ?, version = ? WHERE k = ? IF version = ?");
    }

    @Override
    public CompletableFuture<Found> read(byte[] key) {
        return session.executeAsync(
                        select.bind(ByteBuffer.wrap(key)).setConsistencyLevel(DefaultConsistencyLevel.SERIAL))
                .thenApply(CassandraRegisters::found)
                .toCompletableFuture();
    }

    private static Found found(AsyncResultSet result) {
        Row row = result.one();
        ByteBuffer value = row == null ? null : row.getByteBuffer(0);
        return row == null || value == null
                ? Found.NOTHING
                : new Found(Optional.of(Bytes.getArray(value)), row.getLong(1));
    }

    @Override
    public CompletableFuture<Boolean> writeIf(byte[] key, long version, byte[] value) {
        BoundStatement statement = version == ABSENT
                ? insert.bind(ByteBuffer.wrap(key), ByteBuffer.wrap(value), version + 1)
                : update.bind(ByteBuffer.wrap(value), version + 1, ByteBuffer.wrap(key), version);
        return session.executeAsync(statement
                        .setSerialConsistencyLevel(DefaultConsistencyLevel.SERIAL)
                        // Made once more by the driver it would be refused for what it has written itself.
                        .setIdempotent(false))
                .thenApply(AsyncResultSet::wasApplied)
                .toCompletableFuture();
    }

    @Override
    public String outcome(Throwable failure) {
        return outcomes.apply(failure);
    }
}
