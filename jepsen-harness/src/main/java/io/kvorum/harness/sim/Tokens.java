package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.context.ContextSeal;
import io.kvorum.crdt.context.Opened;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tokens that clients were given, with what each is known to have shown. */
final class Tokens {
    private static final int KEPT_PER_KEY = 200;

    /**
     * @param client who got it; -1 nobody
     * @param showed the writes that the client saw when it got the token
     * @param seen the versions of them, as far as the client knows what they hold
     */
    record Token(int client, Bytes bytes, CausalContext context, SortedSet<WriteId> showed, List<Version> seen) {
        static final Token NONE = new Token(-1, Bytes.EMPTY, CausalContext.EMPTY, new TreeSet<>(), List.of());
    }

    private final SimWorld world;
    private final ContextSeal seal;
    private final String clusterId;
    private final Map<RowKey, List<Token>> tokens = new TreeMap<>();

    Tokens(SimWorld world) {
        this.world = world;
        this.seal = new ContextSeal(world.config().secret());
        this.clusterId = world.config().founding().clusterId();
    }

    Token keep(int client, RowKey key, Bytes bytes, SortedSet<WriteId> showed) {
        return keep(client, key, bytes, showed, List.of());
    }

    Token keep(int client, RowKey key, Bytes bytes, SortedSet<WriteId> showed, List<Version> seen) {
        Token token = new Token(client, bytes, open(key, bytes), showed, seen);
        List<Token> list = tokens.computeIfAbsent(key, k -> new ArrayList<>());
        if (list.size() == KEPT_PER_KEY) {
            list.remove(0);
        }
        list.add(token);
        return token;
    }

    private CausalContext open(RowKey key, Bytes bytes) {
        Opened opened = seal.open(ContextSeal.binding(clusterId, key.bucket(), key.name()), bytes);
        if (opened instanceof Opened.Valid valid) {
            return valid.context();
        }
        world.violate(
                Violation.Kind.BUG,
                Fingerprints.name(key),
                "a client was given a token that is not one of its key: " + opened);
        return CausalContext.EMPTY;
    }

    /** The keys of which anybody was given a token, in order. */
    List<RowKey> keys() {
        return List.copyOf(tokens.keySet());
    }

    Token newestOf(RowKey key, int client) {
        List<Token> list = tokens.getOrDefault(key, List.of());
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).client() == client) {
                return list.get(i);
            }
        }
        return Token.NONE;
    }

    Token newest(RowKey key) {
        List<Token> list = tokens.getOrDefault(key, List.of());
        return list.isEmpty() ? Token.NONE : list.get(list.size() - 1);
    }

    Token any(RowKey key, SimRandom random) {
        List<Token> list = tokens.getOrDefault(key, List.of());
        return list.isEmpty() ? Token.NONE : random.pick(list);
    }
}
