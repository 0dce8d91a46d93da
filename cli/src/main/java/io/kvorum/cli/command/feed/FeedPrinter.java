package io.kvorum.cli.command.feed;

import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Json;
import io.kvorum.client.Sibling;
import io.kvorum.client.feed.FeedEvent;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints changes as lines on standard output, and what else happens for people. */
final class FeedPrinter {
    private final Console console;

    FeedPrinter(Console console) {
        this.console = console;
    }

    /** @return whether it was a change */
    boolean print(FeedEvent<Bytes, Bytes> event) {
        switch (event) {
            case FeedEvent.Change<Bytes, Bytes> change -> {
                if (console.format() == Format.JSON || console.format() == Format.JSONL) {
                    console.data(Json.document(document(change)));
                } else {
                    line(change);
                }
                return true;
            }
            case FeedEvent.RegisterChange<Bytes, Bytes> change -> {
                if (console.format() == Format.JSON || console.format() == Format.JSONL) {
                    console.data(Json.document(document(change)));
                } else {
                    lines(change);
                }
                return true;
            }
            case FeedEvent.SnapshotStarted<Bytes, Bytes> started -> {
                if (started.missed()) {
                    say(started, "was away for longer than the logs reach; all its keys follow");
                }
            }
            case FeedEvent.WentOnBehind<Bytes, Bytes> behind ->
                say(behind, "goes on at a replica that lacks something that was shown: it may come again");
            case FeedEvent.SnapshotEnded<Bytes, Bytes> ended -> {}
            case FeedEvent.CaughtUp<Bytes, Bytes> caughtUp -> {}
        }
        return false;
    }

    private void say(FeedEvent<Bytes, Bytes> event, String what) {
        console.say("partition " + event.partition() + " " + what);
    }

    private void line(FeedEvent.Change<Bytes, Bytes> change) {
        String key = Words.text(change.key())
                + change.element().map(element -> "\t" + Words.text(element)).orElse("");
        if (change.isGone()) {
            console.data(key + "\t" + console.style(Console.Style.DIM, "(deleted)"));
        }
        for (Sibling<Bytes> version : change.versions()) {
            String mark = change.versions().size() > 1 ? "\t(sibling)" : "";
            console.data(key + "\t" + Words.text(version.value()) + mark);
        }
    }

    /** Of a tag a line for each key: all of them belong together, as the version of the tag says. */
    private void lines(FeedEvent.RegisterChange<Bytes, Bytes> change) {
        String place = Words.text(change.place());
        String tag = "{" + place + "} at " + change.version();
        if (change.isGone()) {
            console.data((change.isTag() ? "{" + place + "}" : place) + "\t"
                    + console.style(Console.Style.DIM, "(deleted)") + "\tversion " + change.version());
        }
        if (!change.isGone() && change.entries().isEmpty()) {
            console.data(
                    "{" + place + "}\t" + console.style(Console.Style.DIM, "(nothing with the prefix)") + "\t" + tag);
        }
        for (FeedEvent.Entry<Bytes, Bytes> entry : change.entries()) {
            console.data(Words.text(entry.key()) + "\t" + Words.text(entry.value()) + "\tversion " + entry.version()
                    + (change.isTag() ? "\t" + tag : ""));
        }
    }

    private static Map<String, Object> document(FeedEvent.RegisterChange<Bytes, Bytes> change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Json.putBytes(fields, change.isTag() ? "tag" : "key", change.place().array());
        List<Map<String, Object>> entries = new ArrayList<>();
        for (FeedEvent.Entry<Bytes, Bytes> entry : change.entries()) {
            Map<String, Object> one = new LinkedHashMap<>();
            Json.putBytes(one, "key", entry.key().array());
            Json.putBytes(one, "value", entry.value().array());
            one.put("version", entry.version());
            entries.add(one);
        }
        fields.put("deleted", change.isGone());
        fields.put("entries", entries);
        fields.put("partition", change.partition());
        fields.put("snapshot", change.snapshot());
        fields.put("version", change.version());
        return fields;
    }

    private static Map<String, Object> document(FeedEvent.Change<Bytes, Bytes> change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Json.putBytes(fields, "key", change.key().array());
        change.element().ifPresent(element -> Json.putBytes(fields, "element", element.array()));
        List<Map<String, Object>> versions = new ArrayList<>();
        for (Sibling<Bytes> version : change.versions()) {
            Map<String, Object> one = new LinkedHashMap<>();
            Json.putBytes(one, "value", version.value().array());
            one.put("dot", version.dot().toString());
            one.put("writeId", version.writeId().toString());
            versions.add(one);
        }
        fields.put("deleted", change.isGone());
        fields.put("partition", change.partition());
        fields.put("snapshot", change.snapshot());
        fields.put("versions", versions);
        return fields;
    }
}
