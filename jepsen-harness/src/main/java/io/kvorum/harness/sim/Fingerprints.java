package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.Tags;
import java.util.List;

/** Numbers and words for events: for the trace's hash, and for its text. */
final class Fingerprints {
    private static final int MAX_TEXT = 900;
    private static final String ANY_REGISTER = "[?]";

    private Fingerprints() {}

    static long of(int node, int shard, Event event) {
        long what = switch (event) {
            case Event.FromPeer e -> 1 + 31 * (e.node() + 31 * of(e.message()));
            case Event.FromClient e -> 2 + 31 * (e.handle() + 31 * of(e.request()));
            case Event.TimerFired e ->
                3 + 31L * e.timer().getClass().getSimpleName().hashCode();
            case Event.PeerChanged e -> 4 + 31L * (e.node() * 2L + (e.up() ? 1 : 0));
            case Event.TopologyChanged e -> 5 + 31 * e.topology().epoch();
            case Event.ActorDoubted e -> 7;
            case Event.ActorTaken e -> 6 + 31 * e.actor().id();
        };
        return what * 31 * 31 + node * 31L + shard;
    }

    static long of(PeerMessage message) {
        long what = switch (message) {
            case PeerMessage.ApplyMutation m -> 1 + 31 * (m.request() + 31 * of(m.key(), m.mutation()));
            case PeerMessage.KeepHint m -> 2 + 31 * (m.request() + 31 * of(m.key(), m.mutation()));
            case PeerMessage.RepairRow m ->
                3 + 31 * (m.request() + 31 * (of(m.key()) + m.row().context().hashCode()));
            case PeerMessage.ApplyAnswer m ->
                4 + 31 * (m.request() + 31L * m.result().ordinal());
            case PeerMessage.ReadRow m -> 5 + 31 * (m.request() + 31 * of(m.key()));
            case PeerMessage.RowAnswer m ->
                6 + 31 * mixed(m.request(), m.clock().hashCode(), m.rowContext().hashCode());
            case PeerMessage.Forward m -> 7 + 31 * (m.request() + 31 * of(m.clientRequest()));
            case PeerMessage.Forwarded m -> 8 + 31 * (m.request() + 31 * of(m.reply()));
            case PeerMessage.ExchangeRequest m ->
                9 + 31 * (m.round() + 31L * m.clock().hashCode());
            case PeerMessage.ExchangeAnswer m ->
                10 + 31 * mixed(m.round(), m.clock().hashCode(), m.rows().size());
            case PeerMessage.PageRequest m ->
                11 + 31 * (m.round() + 31L * m.from().hashCode());
            case PeerMessage.PageAnswer m ->
                12 + 31 * mixed(m.round(), m.clock().hashCode(), m.rows().size());
            case PeerMessage.ActorQuestion m -> 13 + 31 * m.actor().id();
            case PeerMessage.ActorAnswer m -> 14 + 31 * (m.actor().id() + 31 * m.highest());
            case PeerMessage.TopologyQuestion m -> 15 + 31 * m.epoch();
            case PeerMessage.TopologyOffer m -> 16 + 31 * m.topology().epoch();
            case PeerMessage.CataloguePrepare m -> 17 + 31 * m.ballot().round();
            case PeerMessage.CataloguePromise m ->
                18 + 31 * (m.ballot().round() + 31 * m.topology().epoch());
            case PeerMessage.CatalogueAccept m ->
                19
                        + 31
                                * (m.proposal().ballot().round()
                                        + 31 * m.proposal().topology().epoch());
            case PeerMessage.CatalogueAccepted m -> 20 + 31 * (m.ballot().round() + 31 * m.epoch());
            case PeerMessage.TreeQuestion m ->
                21 + 31 * (m.round() + 31L * m.ranges().hashCode());
            case PeerMessage.TreeAnswer m ->
                22 + 31 * (m.round() + 31L * m.different().hashCode());
            case PeerMessage.CompareRow m -> 23 + 31 * (m.round() + 31 * of(m.key()));
            case PeerMessage.ComparedRow m ->
                24 + 31 * (m.round() + 31 * (of(m.key()) + 31L * m.clock().hashCode()));
            case PeerMessage.RestoreRow m ->
                25 + 31 * (of(m.key()) + 31L * m.clock().hashCode());
            case PeerMessage.PrepareRegister m -> RegisterFingerprints.of(m);
            case PeerMessage.AcceptRegister m -> RegisterFingerprints.of(m);
            case PeerMessage.ReadRegister m -> RegisterFingerprints.of(m);
            case PeerMessage.RegisterAnswer m -> RegisterFingerprints.of(m);
            case PeerMessage.RegisterPageRequest m -> RegisterFingerprints.of(m);
            case PeerMessage.RegisterPage m -> RegisterFingerprints.of(m);
            case PeerMessage.CompareRegisters m -> RegisterFingerprints.of(m);
            case PeerMessage.RegistersCompared m -> RegisterFingerprints.of(m);
            case PeerMessage.DropTombstones m -> RegisterFingerprints.of(m);
            case PeerMessage.ShowRegister m -> RegisterFingerprints.of(m);
            case PeerMessage.RegisterShown m -> RegisterFingerprints.of(m);
            case PeerMessage.NameAcceptor m -> 32 + 31 * m.acceptor().id();
        };
        return what * 31 + message.partition();
    }

    static long of(RowKey key) {
        return key.bucket() * 31L + key.name().hashCode();
    }

    private static long of(RowKey key, Mutation mutation) {
        return of(key) * 31 + mutation.dot().actor().id() + mutation.dot().counter() + mutation.fingerprint();
    }

    static long of(ClientRequest request) {
        return switch (request) {
            case ClientRequest.Write w ->
                1 + 31 * (w.key().hashCode() + 31L * w.writeId().hashCode());
            case ClientRequest.Read r ->
                2 + 31 * (r.key().hashCode() + 31L * r.atLeast().hashCode());
            default -> 3 + 31L * request.getClass().getSimpleName().hashCode();
        };
    }

    static long of(ClientReply reply) {
        return switch (reply) {
            case ClientReply.Written w ->
                1 + 31 * (w.context().hashCode() + 31L * w.dot().hashCode());
            case ClientReply.Found f ->
                2 + 31 * (f.context().hashCode() + 31L * f.versions().hashCode());
            case ClientReply.Failed f -> 3 + 31L * f.message().hashCode();
            default -> 4 + 31L * reply.getClass().getSimpleName().hashCode();
        };
    }

    /** Adds the event to the text of the trace, unless it is about no key and of no interest. */
    static void record(Trace trace, long nanos, int node, Event event) {
        switch (event) {
            case Event.FromPeer e -> {
                String keys = keys(e.message());
                if (!keys.isEmpty()) {
                    trace.line(nanos, keys, () -> "node " + node + " gets from " + e.node() + ": " + text(e.message()));
                }
            }
            case Event.FromClient e -> {
                String key = key(e.request());
                if (!key.isEmpty()) {
                    trace.line(nanos, key, () -> "node " + node + " is asked: " + text(e.request()));
                }
            }
            case Event.ActorDoubted e -> trace.line(nanos, "", () -> "node " + node + " doubts its directory");
            case Event.ActorTaken e -> trace.line(nanos, "", () -> "node " + node + " is " + e.actor());
            default -> {
                // Timers and beliefs tell nothing by themselves.
            }
        }
    }

    static long mixed(long one, long two, long three) {
        return one + 31 * (two + 31 * three);
    }

    /** The keys that a message is about, each in brackets. */
    static String keys(PeerMessage message) {
        return switch (message) {
            case PeerMessage.ApplyMutation m -> name(m.key());
            case PeerMessage.KeepHint m -> name(m.key());
            case PeerMessage.RepairRow m -> name(m.key());
            case PeerMessage.ReadRow m -> name(m.key());
            case PeerMessage.RowAnswer m -> m.row().isPresent() ? "[?]" : "";
            case PeerMessage.TreeQuestion m -> "[?]";
            case PeerMessage.TreeAnswer m -> "[?]";
            case PeerMessage.CompareRow m -> name(m.key());
            case PeerMessage.ComparedRow m -> name(m.key());
            case PeerMessage.RestoreRow m -> name(m.key());
            case PeerMessage.Forward m -> key(m.clientRequest());
            case PeerMessage.ExchangeAnswer m -> rows(m.rows());
            case PeerMessage.PageAnswer m -> rows(m.rows());
            case PeerMessage.PrepareRegister m -> register(m.register());
            case PeerMessage.AcceptRegister m -> register(m.register());
            case PeerMessage.ReadRegister m -> register(m.register());
            case PeerMessage.ShowRegister m -> register(m.register());
            case PeerMessage.RegisterAnswer m -> ANY_REGISTER;
            case PeerMessage.RegisterShown m -> ANY_REGISTER;
            case PeerMessage.RegisterPage m -> ANY_REGISTER;
            case PeerMessage.CompareRegisters m -> ANY_REGISTER;
            case PeerMessage.RegistersCompared m -> ANY_REGISTER;
            case PeerMessage.DropTombstones m -> ANY_REGISTER;
            default -> "";
        };
    }

    private static String register(RowKey register) {
        return register(Tags.registerPlacedBy(register.key()).toUtf8());
    }

    /** The name of a register; there is one strong bucket. */
    static String register(String placedBy) {
        return "[register " + placedBy + "]";
    }

    private static String rows(List<PeerMessage.ShippedRow> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(name(row.key())));
        return text.toString();
    }

    static String name(RowKey key) {
        // The names of registers begin with a byte that is no text.
        String text = key.key().toUtf8();
        boolean isMarker = !text.isEmpty() && text.charAt(0) <= 1;
        String element = key.isElement() ? "/" + key.sub().toUtf8().substring(1) : "";
        return "[" + key.bucket() + "/" + (isMarker ? "marker of " + text.substring(1) : text) + element + "]";
    }

    private static String key(ClientRequest request) {
        return switch (request) {
            case ClientRequest.Write w -> "/" + place(w.key(), w.element()) + "]";
            case ClientRequest.Read r -> "/" + place(r.key(), r.element()) + "]";
            case ClientRequest.UpdateRegister u ->
                register(Tags.placedBy(u.update().changes().get(0).key()).toUtf8());
            case ClientRequest.ReadRegister r -> register(Tags.placedBy(r.key()).toUtf8());
            case ClientRequest.ExplainRegister e ->
                register(Tags.placedBy(e.key()).toUtf8());
            default -> "";
        };
    }

    private static String place(Bytes key, Bytes element) {
        return key.toUtf8() + (element.isEmpty() ? "" : "/" + element.toUtf8());
    }

    static String text(Object record) {
        String text = record.toString();
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
    }
}
