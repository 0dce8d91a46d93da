package io.kvorum.bench.drivers;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.kvorum.bench.store.Registers;
import io.kvorum.bench.store.Store;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A table of keys and values in Cassandra. */
final class CassandraStore implements Store {
    private final CqlSession session;
    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement scan;

    CassandraStore(CqlSession session) {
        this.session = session;
        select = session.prepare("SELECT v FROM bench.pairs WHERE k = ?");
        insert = session.prepare("INSERT INTO bench.pairs (k, v) VALUES (?, ?)");
        delete = session.prepare("DELETE FROM bench.pairs WHERE k = ?");
        scan = session.prepare("SELECT k, v FROM bench.pairs WHERE token(k) >= token(?) LIMIT ?");
    }

    @Override
    public CompletableFuture<List<byte[]>> read(byte[] key) {
        return session.executeAsync(select.bind(ByteBuffer.wrap(key)))
                .thenApply(CassandraStore::values)
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<Void> write(byte[] key, byte[] value) {
        return done(session.executeAsync(insert.bind(ByteBuffer.wrap(key), ByteBuffer.wrap(value))));
    }

    @Override
    public CompletableFuture<Void> delete(byte[] key) {
        return done(session.executeAsync(delete.bind(ByteBuffer.wrap(key))));
    }

    /** In the order of tokens, which is that of the ring. */
    @Override
    public CompletableFuture<List<Row>> scan(byte[] fromKey, int limit) {
        return session.executeAsync(scan.bind(ByteBuffer.wrap(fromKey), limit))
                .thenApply(CassandraStore::rows)
                .toCompletableFuture();
    }

    private static CompletableFuture<Void> done(CompletionStage<AsyncResultSet> stage) {
        return stage.<Void>thenApply(result -> null).toCompletableFuture();
    }

    private static List<byte[]> values(AsyncResultSet result) {
        List<byte[]> values = new ArrayList<>();
        result.currentPage().forEach(row -> {
            ByteBuffer value = row.getByteBuffer(0);
            if (value != null) {
                values.add(Bytes.getArray(value));
            }
        });
        return values;
    }

    /** A page has 5,000 rows, which no scan here asks for. */
    private static List<Row> rows(AsyncResultSet result) {
        List<Row> rows = new ArrayList<>();
        result.currentPage().forEach(row -> {
            ByteBuffer key = row.getByteBuffer(0);
            ByteBuffer value = row.getByteBuffer(1);
            if (key != null && value != null) {
                rows.add(new Row(Bytes.getArray(key), Bytes.getArray(value)));
            }
        });
        return rows;
    }

    @Override
    public Optional<Registers> registers() throws InterruptedException {
        CassandraOpener.layOut(session, CassandraRegisters.TABLE);
        return Optional.of(new CassandraRegisters(session, this::outcome));
    }

    @Override
    public String outcome(Throwable failure) {
        Throwable cause = Causes.of(failure);
        if (cause instanceof AllNodesFailedException all && !all.getAllErrors().isEmpty()) {
            List<Throwable> first = all.getAllErrors().values().iterator().next();
            return outcome(first.get(first.size() - 1));
        }
        boolean refused = cause instanceof UnavailableException || cause instanceof OverloadedException;
        return Causes.name(cause) + (refused ? "/NOT_APPLIED" : "/UNKNOWN");
    }

    @Override
    public void close() {
        session.close();
    }
}
