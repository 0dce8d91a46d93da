package io.kvorum.cli.command.data;

import com.fasterxml.jackson.annotation.JsonValue;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.RegisterExplanation;
import io.kvorum.client.cluster.RegisterReplica;
import io.kvorum.client.cluster.RegisterReplica.Entry;
import io.kvorum.client.cluster.RegisterReplica.Floor;
import io.kvorum.client.cluster.RegisterReplica.Remembered;
import io.kvorum.client.cluster.RegisterReplica.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the replicas of a key of a strong bucket are shown: what they hold, what they remember, and what that means. */
final class RegisterExplanationView {
    /** Of what a replica remembers. */
    private static final int MOST_SESSIONS = 20;

    private static final List<String> COLUMNS = List.of(
            "node",
            "zone",
            "answered",
            "votes",
            "epoch",
            "promised",
            "accepted",
            "version",
            "horizon",
            "keys",
            "entry",
            "sessions",
            "floor");
    private static final List<String> MEMORY_COLUMNS =
            List.of("node", "session", "sequence", "outcome", "version", "issued");

    private final ClusterTopology topology;
    private final RegisterExplanation explanation;
    private final List<Map<String, Object>> memory = new ArrayList<>();
    private final List<String> more = new ArrayList<>();

    RegisterExplanationView(ClusterTopology topology, RegisterExplanation explanation) {
        this.topology = topology;
        this.explanation = explanation;
    }

    /** @param fields what else is known: the key, the write */
    void show(Console console, Map<String, Object> fields) {
        List<Map<String, Object>> rows = new ArrayList<>();
        explanation.replicas().forEach(replica -> rows.add(row(replica)));
        fields.put("partition", explanation.partition());
        fields.put("epoch", topology.epoch());
        fields.put("majority", explanation.majority());
        fields.put("judgement", word(explanation.judgement()));
        fields.put("says", sentence());
        if (explanation.judgement() == RegisterExplanation.Judgement.DECIDED) {
            fields.put("decidedBallot", explanation.ballot().toString());
            fields.put("decidedVersion", explanation.version());
            fields.put("laterAccepted", explanation.laterAccepted());
        }
        console.show(Shown.list("replicas", COLUMNS, rows).with(fields));
        if (console.format() == Format.TABLE) {
            if (!memory.isEmpty()) {
                console.data("");
                console.show(Shown.list("memory", MEMORY_COLUMNS, memory));
                more.forEach(console::data);
            }
            console.data("");
            console.data(sentence());
            console.flush();
            console.say("partition " + explanation.partition() + ", replicas in order of preference");
        }
    }

    private String sentence() {
        return switch (explanation.judgement()) {
            case DECIDED -> decided();
            case UNDER_WAY -> "under way: replicas report different ballots; the next read or write finishes it";
            case TOO_FEW ->
                "too few answered: " + voters() + " of "
                        + explanation.replicas().size() + " replicas answered and vote, " + explanation.majority()
                        + " have to";
        };
    }

    private String decided() {
        String what = explanation.ballot().isNone()
                ? "decided: nothing is stored (a majority reports no ballot)"
                : "decided: version " + explanation.version() + " (a majority reports ballot " + explanation.ballot()
                        + ")";
        return explanation.laterAccepted()
                ? what + "; a later ballot is under way, and the next read or write may finish it"
                : what;
    }

    private long voters() {
        return explanation.replicas().stream()
                .flatMap(replica -> replica.state().stream())
                .filter(state -> state.vote() == RegisterReplica.Vote.VOTES)
                .count();
    }

    private Map<String, Object> row(RegisterReplica replica) {
        Optional<ClusterTopology.Node> node = topology.node(replica.node());
        String name = node.map(ClusterTopology.Node::name).orElse("?");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("node", name);
        row.put("number", replica.node());
        row.put("zone", node.map(ClusterTopology.Node::zone).orElse("?"));
        row.put("answered", replica.state().isPresent());
        replica.state().ifPresent(state -> addState(row, name, state));
        return row;
    }

    private void addState(Map<String, Object> row, String node, State state) {
        row.put("votes", state.vote() == RegisterReplica.Vote.VOTES ? "yes" : word(state.vote()));
        row.put("epoch", state.epoch());
        row.put("promised", state.promised().toString());
        row.put("accepted", state.accepted().toString());
        row.put("version", state.version());
        state.horizon().ifPresent(horizon -> row.put("horizon", horizon.toString()));
        row.put("keys", state.keys());
        state.entry().ifPresent(entry -> row.put("entry", entry(entry)));
        row.put("sessions", state.sessions());
        floor(state.floor()).ifPresent(floor -> row.put("floor", floor));
        List<Map<String, Object>> remembered = state.remembered().stream()
                .limit(MOST_SESSIONS)
                .map(RegisterExplanationView::remembered)
                .toList();
        row.put("remembered", remembered);
        for (Map<String, Object> each : remembered) {
            Map<String, Object> line = new LinkedHashMap<>(each);
            line.put("node", node);
            memory.add(line);
        }
        if (state.sessions() > remembered.size()) {
            more.add(node + ": and " + (state.sessions() - remembered.size()) + " more");
        }
    }

    private static Cell entry(Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", entry.version());
        Json.putBytes(fields, "value", entry.value().array());
        return new Cell(fields, Words.text(entry.value()) + "@" + entry.version());
    }

    /** Nothing was ever dropped in most partitions. */
    private static Optional<Cell> floor(Floor floor) {
        if (floor.ballot().isNone() && floor.version() == 0 && floor.horizon().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ballot", floor.ballot().toString());
        fields.put("version", floor.version());
        floor.horizon().ifPresent(horizon -> fields.put("horizon", horizon.toString()));
        return Optional.of(new Cell(
                fields,
                floor.ballot() + " version " + floor.version()
                        + floor.horizon().map(horizon -> " horizon " + horizon).orElse("")));
    }

    private static Map<String, Object> remembered(Remembered remembered) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("session", Long.toHexString(remembered.writeId().session()));
        fields.put("sequence", remembered.writeId().sequence());
        fields.put("outcome", remembered.applied() ? "applied" : "conflict");
        fields.put("version", remembered.version());
        fields.put(
                "issued",
                Instant.ofEpochMilli(remembered.writeId().issuedAtMillis()).toString());
        return fields;
    }

    /** As in options and documents elsewhere: small letters, words joined by dashes. */
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads well in a table, and is a document in JSON. */
    private record Cell(@JsonValue Map<String, Object> fields, String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
