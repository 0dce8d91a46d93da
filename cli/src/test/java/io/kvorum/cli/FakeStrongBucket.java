package io.kvorum.cli;

import io.kvorum.client.FailureDetails;
import io.kvorum.client.Outcome;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Receipt;
import io.kvorum.client.Updated;
import io.kvorum.client.Versioned;
import io.kvorum.client.cluster.RegisterBallot;
import io.kvorum.client.cluster.RegisterExplanation;
import io.kvorum.client.cluster.RegisterReplica;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A strong bucket in memory, with one version for all its keys. */
final class FakeStrongBucket {
    private static final Receipt RECEIPT = new Receipt(2, List.of(1, 2), List.of(), true, List.of(), Optional.empty());

    private record Entry(long version, Bytes value) {}

    private final SortedMap<Bytes, Entry> entries = new TreeMap<>();
    private long version;
    RegisterExplanation.Judgement judgement = RegisterExplanation.Judgement.DECIDED;

    Optional<Versioned<Bytes>> read(Bytes key, boolean possiblyStale) {
        return Optional.ofNullable(entries.get(key)).map(entry -> versioned(entry, !possiblyStale));
    }

    Map<Bytes, Versioned<Bytes>> range(Bytes prefix) {
        Map<Bytes, Versioned<Bytes>> found = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            if (key.startsWith(prefix)) {
                found.put(key, versioned(entry, true));
            }
        });
        return found;
    }

    /** Two replicas have everything, with a memory of three times as many updates as are made, and the third one is away. */
    RegisterExplanation explain(Bytes key) {
        RegisterBallot ballot = version == 0
                ? new RegisterBallot(0, 0, new Actor(0))
                : new RegisterBallot(1, version, Actor.of(1, 0xab));
        List<RegisterReplica.Remembered> remembered = new ArrayList<>();
        for (long session = 3 * version; session > 0; session--) {
            remembered.add(new RegisterReplica.Remembered(
                    new WriteId(session, 1, 1_000 * session), session % 3 != 0, (session + 2) / 3));
        }
        RegisterReplica.State state = new RegisterReplica.State(
                RegisterReplica.Vote.VOTES,
                1,
                ballot,
                ballot,
                new RegisterReplica.Floor(new RegisterBallot(0, 0, new Actor(0)), 0, Optional.empty()),
                version,
                Optional.of(Instant.ofEpochSecond(9)),
                entries.size(),
                Optional.ofNullable(entries.get(key))
                        .map(entry -> new RegisterReplica.Entry(entry.version(), entry.value())),
                remembered.size(),
                remembered);
        return new RegisterExplanation(
                7,
                2,
                List.of(
                        new RegisterReplica(1, Optional.of(state)),
                        new RegisterReplica(2, Optional.of(state)),
                        new RegisterReplica(3, Optional.empty())),
                judgement,
                ballot,
                version,
                false);
    }

    private static Versioned<Bytes> versioned(Entry entry, boolean linearizable) {
        return new Versioned<>(entry.value(), entry.version(), linearizable, RECEIPT);
    }

    Updated update(StrongUpdate update) {
        List<PreconditionFailed.Current> current = new ArrayList<>();
        boolean holds = true;
        for (StrongUpdate.Condition condition : update.conditions()) {
            Bytes key = keyOf(condition);
            Optional<Entry> entry = Optional.ofNullable(entries.get(key));
            current.add(new PreconditionFailed.Current(
                    key, entry.map(Entry::version).orElse(0L), entry.map(Entry::value)));
            holds &= switch (condition) {
                case StrongUpdate.Condition.Absent absent -> entry.isEmpty();
                case StrongUpdate.Condition.Present present -> entry.isPresent();
                case StrongUpdate.Condition.AtVersion at ->
                    entry.map(Entry::version).equals(Optional.of(at.version()));
                case StrongUpdate.Condition.WithValue with ->
                    entry.map(Entry::value).equals(Optional.of(with.value()));
            };
        }
        if (!holds) {
            throw new PreconditionFailed(
                    new FailureDetails(
                            ErrorCode.ERROR_CODE_CONFLICT,
                            Outcome.NOT_APPLIED,
                            "a condition did not hold",
                            "",
                            RECEIPT),
                    current);
        }
        version++;
        update.changes()
                .forEach(change -> change.value()
                        .ifPresentOrElse(
                                value -> entries.put(change.key(), new Entry(version, value)),
                                () -> entries.remove(change.key())));
        return new Updated(version, update.writeId().orElse(new WriteId(0x5e, version, 1_000)), RECEIPT);
    }

    private static Bytes keyOf(StrongUpdate.Condition condition) {
        return switch (condition) {
            case StrongUpdate.Condition.Absent(Bytes key) -> key;
            case StrongUpdate.Condition.Present(Bytes key) -> key;
            case StrongUpdate.Condition.AtVersion(Bytes key, long ignored) -> key;
            case StrongUpdate.Condition.WithValue(Bytes key, Bytes ignored) -> key;
        };
    }
}
